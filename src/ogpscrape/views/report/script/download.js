// What was found, to take away: the CSV lines were made together with the report.

function save(name, type, parts) {
  const link = make('a', { href: URL.createObjectURL(new Blob(parts, { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const saveCsv = (rows) => save('commitments.csv', 'text/csv;charset=utf-8', [summary.csv, ...rows.map((row) => row.csv)]);

const saveJson = (rows) => save('commitments.json', 'application/json', ['[\n', rows.map((row) => JSON.stringify(wholeRecordOf(row))).join(',\n'), '\n]\n']);
