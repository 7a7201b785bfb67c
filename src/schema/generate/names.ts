/** Names in TypeScript: of the types of every table, view and enum. No two are the same, and none hides a global that is used. */
import type { EnumModel, SchemaModel, TableModel, ViewModel } from '../model.js';

/** The types of one table or view. */
export interface RowNames {
  /** A row as it is read: `Customer`. */
  readonly row: string;
  /** `CustomerInsert`. */
  readonly insert: string;
  /** `CustomerUpdate`. */
  readonly update: string;
  /** Its branded key: `CustomerId`. */
  readonly id: string;
  /** `CustomerWithRelations`. */
  readonly relations: string;
  /** `CustomerTable`, as Kysely sees it. */
  readonly table: string;
}

/** Names for a schema. The same schema has the same names in every target. */
export class Names {
  private readonly taken = new Set<string>();
  private readonly rows = new Map<TableModel | ViewModel, RowNames>();
  private readonly enums = new Map<EnumModel, string>();
  private readonly byType = new Map<string, TableModel | ViewModel | EnumModel>();

  constructor(model: SchemaModel) {
    // First what has its name from the schema, then what is named after it.
    const own = new Map(
      [...model.enums, ...model.tables, ...model.views].map((one) => [one, this.claim(one.type)]),
    );
    for (const [one, name] of own) {
      this.byType.set(one.type, one);
      if ('values' in one) this.enums.set(one, name);
      else {
        const [insert, update, id, relations, table] = [
          'Insert',
          'Update',
          'Id',
          'WithRelations',
          'Table',
        ].map((suffix) => this.claim(`${name}${suffix}`)) as [string, string, string, string, string];
        this.rows.set(one, { row: name, insert, update, id, relations, table });
      }
    }
  }

  /** Of a table or view of the schema. */
  of(table: TableModel | ViewModel): RowNames {
    const names = this.rows.get(table);
    if (names === undefined) throw new Error(`internal error: ${table.type} is not in the schema`);
    return names;
  }

  /** Of an enum, a table or a view by its GraphQL name; the name itself when the schema has none of it. */
  ofType(type: string): string {
    const found = this.byType.get(type);
    if (found === undefined) return type;
    return ('values' in found ? this.enums.get(found) : this.rows.get(found)?.row) ?? type;
  }

  /** A name that nothing else has, as near to the wanted one as can be. */
  claim(wanted: string): string {
    const base = /^[A-Za-z_$][\w$]*$/.test(wanted) ? wanted : `_${wanted.replace(/[^\w$]/g, '_')}`;
    let name = reserved.has(base) ? `${base}_` : base;
    for (let n = 2; this.taken.has(name); n += 1) name = `${base}${n}`;
    this.taken.add(name);
    return name;
  }
}

/** Words that cannot name a type or a constant, and globals that generated code uses. */
const reserved = new Set(
  [
    'any bigint boolean never null number object string symbol undefined unknown void this',
    'await break case catch class const continue debugger default delete do else enum export extends false finally for',
    'function if implements import in instanceof interface let new package private protected public return static super',
    'switch throw true try typeof var while with yield async of type as is infer keyof readonly unique asserts declare',
    'module namespace require global arguments eval',
    'Array Boolean Buffer Date Error Exclude Map Math NonNullable Number Object Partial Promise Record Set String Symbol',
    'Uint8Array',
    'Brand ColumnType Database Generated GeneratedAlways Insertable Interval JsonInput JsonObject JsonValue',
    'Selectable Updateable',
  ].flatMap((line) => line.split(' ')),
);
