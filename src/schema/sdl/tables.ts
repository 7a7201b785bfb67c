/** From fields to a table: keys, foreign keys, checks and indexes, each with a name and a span. */
import type { Span } from '../../diagnostics/index.js';
import type { ColumnModel, ColumnType, ForeignKeyModel, IndexModel, KeyModel, TableModel } from '../model.js';
import { nearest, objectName, snakeCase } from '../naming.js';
import { readType } from '../types.js';
import { type FieldModel, unresolved } from './columns.js';
import { checkLength, type TypeHead } from './heads.js';
import type { Problems } from './problems.js';
import type { Use } from './uses.js';

export interface TypeWithFields {
  readonly head: TypeHead;
  readonly fields: readonly FieldModel[];
}

type Named = { readonly value: string; readonly span: Span };

/** Builds the table of one type; references need the other types, so all fields must have been read. */
export function finishTable(
  entry: TypeWithFields,
  all: ReadonlyMap<string, TypeWithFields>,
  problems: Problems,
): TableModel {
  const { head } = entry;
  const builder = new TableBuilder(entry, all, problems);
  const primaryKey = builder.primaryKey();
  const renamed = head.uses.find((use) => use.name === 'renamed')?.string('from');
  const table: TableModel = {
    type: head.type,
    schema: head.schema,
    name: head.table,
    columns: entry.fields.map((field) => builder.column(field, primaryKey)),
    ...(primaryKey ? { primaryKey } : {}),
    uniques: builder.uniques(),
    foreignKeys: builder.foreignKeys(),
    checks: builder.checks(),
    indexes: builder.indexes(),
    relations: [],
    interfaces: [],
    extraSql: head.uses.flatMap((use) =>
      use.name === 'sql' ? [{ sql: use.string('up') ?? '', span: use.span }] : [],
    ),
    span: head.span,
    ...(head.node.description ? { comment: head.node.description.value } : {}),
    ...(renamed === undefined ? {} : { renamedFrom: renamed }),
  };
  reportDuplicateNames(table, problems);
  return table;
}

/** Columns of the primary key of a type: @pk fields, @primaryKey(fields), or a field `id: ID!`. */
function keyColumns(
  entry: TypeWithFields,
): { columns: readonly string[]; span: Span; name?: string | undefined } | undefined {
  const composite = entry.head.uses.find((use) => use.name === 'primaryKey');
  if (composite) {
    const names = composite.names('fields') ?? [];
    const columns = names.flatMap(
      (n) => entry.fields.find((f) => f.column.field === n.value)?.column.name ?? [],
    );
    return { columns, span: composite.span, name: composite.string('name') };
  }
  const marked = entry.fields.filter((f) => f.uses.some((use) => use.name === 'pk'));
  const chosen =
    marked.length > 0 ? marked : entry.fields.filter((f) => f.column.field === 'id' && f.column.notNull);
  const first = chosen[0];
  return first ? { columns: chosen.map((f) => f.column.name), span: first.column.span } : undefined;
}

class TableBuilder {
  private readonly entry: TypeWithFields;
  private readonly all: ReadonlyMap<string, TypeWithFields>;
  private readonly problems: Problems;

  constructor(entry: TypeWithFields, all: ReadonlyMap<string, TypeWithFields>, problems: Problems) {
    this.entry = entry;
    this.all = all;
    this.problems = problems;
  }

  primaryKey(): KeyModel | undefined {
    const { head, fields } = this.entry;
    const composite = head.uses.find((use) => use.name === 'primaryKey');
    const marked = fields.filter((f) => f.uses.some((use) => use.name === 'pk'));
    if (composite) this.resolve(composite.names('fields') ?? []);
    const second = marked[1];
    if ((composite && marked.length > 0) || second) {
      this.problems.error(
        'sdl/two-primary-keys',
        (second ?? marked[0])?.column.span ?? head.span,
        `type ${head.type} has two primary keys`,
        {
          fix: {
            text: 'for a key over several fields',
            code: `@primaryKey(fields: [${fields
              .filter((f) => marked.includes(f))
              .map((f) => `"${f.column.field}"`)
              .join(', ')}])`,
          },
        },
      );
    }
    const key = keyColumns(this.entry);
    if (!key || key.columns.length === 0) return undefined;
    return { name: key.name ?? objectName(head.table, [], 'pkey'), columns: key.columns, span: key.span };
  }

  column(field: FieldModel, primaryKey: KeyModel | undefined): ColumnModel {
    const { column } = field;
    const inKey = primaryKey?.columns.includes(column.name) ?? false;
    const type =
      field.references === undefined || column.type !== unresolved ? column.type : this.keyType(field);
    const alone = inKey && primaryKey?.columns.length === 1 && field.references === undefined;
    const filled =
      column.default !== undefined || column.identity !== undefined || column.generated !== undefined;
    return {
      ...column,
      type,
      notNull: column.notNull || inKey,
      ...(alone && !filled && type.sql === 'uuid' ? { default: 'gen_random_uuid()' } : {}),
    };
  }

  uniques(): readonly (KeyModel & { nullsNotDistinct: boolean })[] {
    return this.constraints('unique', (use, columns, span) => ({
      name: use.string('name') ?? objectName(this.entry.head.table, columns, 'key'),
      columns,
      span,
      nullsNotDistinct: use.boolean('nullsNotDistinct') ?? false,
    }));
  }

  checks(): TableModel['checks'] {
    const { head, fields } = this.entry;
    const own = fields.flatMap((f) =>
      f.uses.filter((use) => use.name === 'check').map((use) => ({ use, columns: [f.column.name] })),
    );
    const table = head.uses
      .filter((use) => use.name === 'check')
      .map((use) => ({ use, columns: [] as string[] }));
    const taken = new Set<string>();
    return [...own, ...table].map(({ use, columns }) => {
      const name = use.string('name') ?? freeName(objectName(head.table, columns, 'check'), taken);
      taken.add(name);
      return { name, expression: use.string('expr') ?? '', columns, span: use.span };
    });
  }

  foreignKeys(): readonly ForeignKeyModel[] {
    return this.entry.fields.flatMap((field) => {
      const use = field.uses.find((u) => u.name === 'fk');
      const reference = use?.string('ref');
      if (field.references === undefined && reference === undefined) return [];
      const target = this.target(field, use, reference);
      if (!target) return [];
      const onDelete = use?.string('onDelete');
      const onUpdate = use?.string('onUpdate');
      return [
        {
          name: use?.string('name') ?? objectName(this.entry.head.table, [field.column.name], 'fkey'),
          columns: [field.column.name],
          span: use?.span ?? field.column.span,
          target,
          deferrable: use?.boolean('deferrable') ?? false,
          ...(onDelete === undefined ? {} : { onDelete: action(onDelete) }),
          ...(onUpdate === undefined ? {} : { onUpdate: action(onUpdate) }),
        },
      ];
    });
  }

  indexes(): readonly IndexModel[] {
    return this.constraints('index', (use, columns, span) => {
      const expression = use.string('expression');
      const using = use.string('using');
      const where = use.string('where');
      return {
        name:
          use.string('name') ??
          objectName(this.entry.head.table, expression === undefined ? columns : ['expr'], 'idx'),
        columns: expression === undefined ? columns : [],
        unique: use.boolean('unique') ?? false,
        include: this.resolve(use.names('include') ?? []),
        span,
        ...(expression === undefined ? {} : { expression }),
        ...(using === undefined ? {} : { using }),
        ...(where === undefined ? {} : { where }),
      };
    });
  }

  private constraints<T>(
    name: 'unique' | 'index',
    make: (use: Use, columns: readonly string[], span: Span) => T,
  ): readonly T[] {
    const { head, fields } = this.entry;
    const own = fields.flatMap((f) =>
      f.uses
        .filter((use) => use.name === name)
        .map((use) =>
          make(
            use,
            use.names('fields') ? this.resolve(use.names('fields') ?? []) : [f.column.name],
            use.span,
          ),
        ),
    );
    const table = head.uses.flatMap((use) => {
      if (use.name !== name) return [];
      const names = use.names('fields');
      if (!names && use.string('expression') === undefined) {
        this.problems.error(
          'sdl/missing-argument',
          use.span,
          `@${name} on a type needs the argument "fields"`,
        );
        return [];
      }
      return [make(use, this.resolve(names ?? []), use.span)];
    });
    return [...own, ...table];
  }

  /** Field names to column names; unknown ones are reported. */
  private resolve(names: readonly Named[]): readonly string[] {
    return names.flatMap(({ value, span }) => {
      const field =
        this.entry.fields.find((f) => f.column.field === value) ??
        this.entry.fields.find((f) => f.column.name === value);
      if (field) return [field.column.name];
      const meant = nearest(
        value,
        this.entry.fields.map((f) => f.column.field),
      );
      this.problems.error('sdl/unknown-field', span, `type ${this.entry.head.type} has no field "${value}"`, {
        ...(meant === undefined ? {} : { fix: { text: `did you mean "${meant}"?` } }),
      });
      return [];
    });
  }

  private keyType(field: FieldModel): ColumnType {
    const target = this.all.get(field.references ?? '');
    const key = target && keyColumns(target);
    const column = target?.fields.find((f) => f.column.name === key?.columns[0])?.column;
    if (!target || !key || key.columns.length !== 1 || !column || column.type === unresolved) {
      this.problems.error(
        'sdl/no-single-key',
        field.column.span,
        `field ${this.entry.head.type}.${field.column.field} refers to ${field.references}, which has no primary key of one column`,
        {
          fix: { text: `give ${field.references} a field marked @pk, or use scalar fields and @fk` },
        },
      );
      return readType('uuid');
    }
    return column.type;
  }

  private target(
    field: FieldModel,
    use: Use | undefined,
    reference: string | undefined,
  ): ForeignKeyModel['target'] | undefined {
    const [typeName, fieldName] = reference?.split('.') ?? [field.references, undefined];
    const target = [...this.all.values()].find(
      (t) => t.head.type === typeName || (t.head.table === typeName && !this.all.has(typeName ?? '')),
    );
    const span = use?.span ?? field.column.span;
    if (!target) {
      const meant = nearest(typeName ?? '', this.all.keys());
      this.problems.error(
        'sdl/unknown-target',
        span,
        `@fk refers to "${typeName}", and there is no such type`,
        {
          ...(meant === undefined ? {} : { fix: { text: `did you mean ${meant}?` } }),
        },
      );
      return undefined;
    }
    const columns =
      fieldName === undefined
        ? (keyColumns(target)?.columns ?? [])
        : target.fields
            .filter(
              (f) =>
                f.column.field === fieldName ||
                f.column.name === fieldName ||
                f.column.name === snakeCase(fieldName),
            )
            .map((f) => f.column.name)
            .slice(0, 1);
    if (columns.length !== 1) {
      this.problems.error(
        'sdl/unknown-target',
        span,
        `the foreign key of ${this.entry.head.type}.${field.column.field} needs one column of ${target.head.type}`,
        {
          fix: { text: 'name it', code: `@fk(ref: "${target.head.type}.id")` },
        },
      );
      return undefined;
    }
    return { schema: target.head.schema, table: target.head.table, columns };
  }
}

function reportDuplicateNames(table: TableModel, problems: Problems): void {
  const all = [
    ...(table.primaryKey ? [table.primaryKey] : []),
    ...table.uniques,
    ...table.foreignKeys,
    ...table.checks,
    ...table.indexes,
  ];
  const seen = new Set<string>();
  for (const { name, span } of all) {
    checkLength(name, span, problems);
    if (seen.has(name)) {
      problems.error('sdl/name-collision', span, `the name "${name}" is used twice on type ${table.type}`, {
        fix: { text: 'give one of them a name: (name: "...")' },
      });
    }
    seen.add(name);
  }
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let n = 1;
  while (taken.has(`${wanted}${n}`)) n++;
  return `${wanted}${n}`;
}

function action(text: string): string {
  return text.toUpperCase().replaceAll('_', ' ');
}
