// A generator of our own: the schema as a page that people read.
//
// It gets the schema as Wesley understands it, and what wesley.config.json says for it, and returns files. It writes nothing
// itself: Wesley marks the files, compares them with what is there, and writes only what differs.

/** @type {import('wesley').Target} */
export default {
  name: 'markdown',
  doc: 'The schema as a page of Markdown.',
  generate(model, { title = 'The schema' }) {
    const parts = [
      `# ${title}`,
      ...model.tables.map(tablePart),
      ...model.enums.map((one) => part(one.type, one.comment, ['value', 'says'], one.values.map(valueLine))),
    ];
    return [{ path: 'schema.md', text: `${parts.join('\n\n')}\n` }];
  },
};

/** @param {import('wesley').TableModel} table */
function tablePart(table) {
  const keys = new Set(table.primaryKey?.columns);
  const lines = table.columns.map((column) => {
    const target = table.foreignKeys.find(({ columns }) => columns.includes(column.name))?.target;
    const notes = [
      ...(keys.has(column.name) ? ['key'] : []),
      ...(target ? [`to ${target.table}`] : []),
      ...(column.notNull ? [] : ['may be empty']),
      ...(column.pii ? ['about a person'] : []),
      ...(column.comment ? [column.comment] : []),
    ];
    return [`\`${column.name}\``, column.type.sql, notes.join(', ')];
  });
  return part(table.name, table.comment, ['column', 'type', 'says'], lines);
}

/** @param {import('wesley').EnumValueModel} value */
function valueLine(value) {
  return [`\`${value.label}\``, value.comment ?? ''];
}

/**
 * @param {string} name
 * @param {string | undefined} comment
 * @param {string[]} heads
 * @param {string[][]} rows
 */
function part(name, comment, heads, rows) {
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [line(heads), line(heads.map(() => '--')), ...rows.map(line)].join('\n');
  return [`## ${name}`, ...(comment ? [comment] : []), table].join('\n\n');
}
