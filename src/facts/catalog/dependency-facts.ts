/** Facts that follow from the dependencies of a state. */
import type { Catalog } from './catalog.js';

type Add = (relation: string, ...values: (string | number)[]) => void;

interface ColumnName {
  readonly relation: string;
  readonly column: string;
}

export function addDependencyFacts(catalog: Catalog, add: Add): void {
  const columns = columnsById(catalog);
  const generated = new Set(
    catalog.tables.flatMap((table) =>
      table.columns.filter((column) => column.generated).map((column) => `column:${table.id}.${column.name}`),
    ),
  );
  const policies = new Map(
    catalog.policies.map((policy) => [`policy:${policy.table}.${policy.name}`, policy]),
  );
  const reads = new Set<string>();
  const once = (relation: string, ...values: string[]): void => {
    const key = [relation, ...values].join('\n');
    if (reads.has(key)) return;
    reads.add(key);
    add(relation, ...values);
  };
  for (const { object, on, how } of catalog.dependencies) {
    add('depends_on', object, on, how);
    const column = columns.get(on);
    const relation = column?.relation ?? relationOf(on);
    const kind = object.slice(0, object.indexOf(':'));
    const name = object.slice(kind.length + 1);
    if (kind === 'view' && relation !== undefined) {
      once('view_reads', name, relation);
      if (column !== undefined) once('view_reads_column', name, relation, column.column);
    }
    if (kind === 'publication' && relation !== undefined) once('published', name, relation);
    if (column === undefined) continue;
    if (kind === 'statistics') once('statistics_uses_column', name, column.column);
    const policy = policies.get(object);
    if (policy?.table === column.relation)
      once('policy_uses_column', policy.table, policy.name, column.column);
    const reader = columns.get(object);
    if (reader?.relation === column.relation && generated.has(object)) {
      once('generated_reads_column', reader.relation, reader.column, column.column);
    }
  }
}

function columnsById(catalog: Catalog): Map<string, ColumnName> {
  const columns = new Map<string, ColumnName>();
  for (const relation of [...catalog.tables, ...catalog.views]) {
    for (const { name } of relation.columns) {
      columns.set(`column:${relation.id}.${name}`, { relation: relation.id, column: name });
    }
  }
  return columns;
}

function relationOf(object: string): string | undefined {
  return /^(?:table|view|sequence):(.*)$/s.exec(object)?.[1];
}
