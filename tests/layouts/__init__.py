"""Every layout a commitment page could have, made from neutral page sources, and the record expected of each."""
