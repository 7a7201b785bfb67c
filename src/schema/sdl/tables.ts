/** The types with their columns: keys first, because a reference has the columns of the key that it refers to. */
import { didYouMean, type Span } from '../../diagnostics/index.js';
import type { ColumnModel, KeyModel } from '../model.js';
import { objectName, referenceName } from '../naming.js';
import { common, type Field, type ObjectField, readField } from './columns.js';
import { defaultOf } from './defaults.js';
import type { TypeHead } from './heads.js';
import type { Types } from './types.js';
import type { Named, Use } from './uses.js';

/** A type with its fields. */
export interface TypeTable {
  readonly head: TypeHead;
  readonly fields: readonly Field[];
}

/** What an object field refers to, and with which columns. */
export interface Reference {
  readonly columns: readonly ColumnModel[];
  /** The field makes the columns; else they are those of other fields. */
  readonly own: boolean;
  readonly target: TypeTable;
  readonly to: readonly ColumnModel[];
}

/** All types, with what follows from one for another. Each answer is found once. */
export class TypeTables {
  private readonly byType: ReadonlyMap<string, TypeTable>;
  private readonly references = new Map<ObjectField, Reference | 'open' | undefined>();
  private readonly keys = new Map<TypeTable, readonly Field[]>();
  private readonly allColumns = new Map<TypeTable, readonly ColumnModel[]>();

  constructor(
    heads: readonly TypeHead[],
    readonly types: Types,
  ) {
    this.byType = new Map(
      heads.map((head) => [
        head.type,
        { head, fields: head.fields.flatMap((text) => readField(head, text, types) ?? []) },
      ]),
    );
  }

  get all(): Iterable<TypeTable> {
    return this.byType.values();
  }

  /** No field of the type was refused. */
  private isComplete(table: TypeTable): boolean {
    return table.fields.length === table.head.fields.length;
  }

  /** Every field of the type could be read. */
  isRead(table: TypeTable): boolean {
    return (
      this.isComplete(table) &&
      table.fields.every(
        (field) =>
          field.kind === 'scalar' ||
          field.relation !== 'belongsTo' ||
          this.reference(table, field) !== undefined,
      )
    );
  }

  /** By the name of the type, else of the table. */
  find(name: string): TypeTable | undefined {
    const found = this.byType.get(name);
    if (found !== undefined) return found;
    for (const table of this.byType.values()) {
      if (table.head.table === name || `${table.head.schema}.${table.head.table}` === name) return table;
    }
    return undefined;
  }

  get names(): Iterable<string> {
    return this.byType.keys();
  }

  /** Columns of a field; none for the other side of a relation. */
  columnsOf(table: TypeTable, field: Field): readonly ColumnModel[] {
    if (field.kind === 'scalar') return [field.column];
    return this.reference(table, field)?.columns ?? [];
  }

  /** All columns of a table, in the order of the fields, as they are in the end. */
  columns(table: TypeTable): readonly ColumnModel[] {
    const known = this.allColumns.get(table);
    if (known !== undefined) return known;
    const found = this.readColumns(table);
    this.allColumns.set(table, found);
    return found;
  }

  private readColumns(table: TypeTable): readonly ColumnModel[] {
    const key = this.primaryKey(table);
    const inKey = new Set(key?.columns);
    return table.fields.flatMap((field) => {
      const own = field.kind === 'scalar' || this.reference(table, field)?.own === true;
      if (!own) return [];
      return this.columnsOf(table, field).map((column): ColumnModel => {
        if (!inKey.has(column.name)) return column;
        const filled =
          field.kind === 'scalar' && field.fillable && (inKey.size === 1 || field.text.name === 'id')
            ? this.keyFill()
            : undefined;
        return { ...column, notNull: true, ...filled };
      });
    });
  }

  /** The primary key: @primaryKey, else @pk, else `id: ID!`. */
  primaryKey(table: TypeTable): KeyModel | undefined {
    const { head } = table;
    const use = head.uses.find((one) => one.name === 'primaryKey');
    const fields = this.keyFields(table);
    const columns = fields.flatMap((field) => this.columnsOf(table, field).map(({ name }) => name));
    if (columns.length === 0) return undefined;
    return {
      name: use?.string('name') ?? objectName(head.table, [], 'pkey'),
      columns,
      span:
        use?.span ??
        fields[0]?.text.uses.find((one) => one.name === 'pk')?.span ??
        fields[0]?.text.span ??
        head.span,
    };
  }

  /** Field names to columns; unknown ones are reported. */
  resolve(table: TypeTable, names: readonly Named[]): readonly ColumnModel[] {
    return names.flatMap((name) => {
      const field = this.field(table, name);
      return field === undefined ? [] : this.columnsOf(table, field);
    });
  }

  /** The field of a name, or with a column of that name; reported when there is none with a column. */
  private field(table: TypeTable, { value, span }: Named): Field | undefined {
    const { problems } = this.types;
    const found =
      table.fields.find((field) => field.text.name === value) ??
      table.fields.find(
        (field) => this.mayHave(field) && this.columnsOf(table, field).some((one) => one.name === value),
      );
    if (found === undefined) {
      const names = table.head.fields.map((field) => field.name);
      // A field that is there and wrong is reported where it stands.
      if (!names.includes(value)) {
        problems.error(
          'sdl/unknown-field',
          span,
          `type ${table.head.type} has no field "${value}".${didYouMean(value, names)}`,
          { fix: { text: `its fields are ${names.slice(0, 20).join(', ')}` } },
        );
      }
      return undefined;
    }
    if (found.kind === 'object' && found.relation !== 'belongsTo') {
      problems.error('sdl/unknown-field', span, `${table.head.type}.${value} has no column of its own`, {
        fix: { text: 'name fields with columns' },
      });
      return undefined;
    }
    return found;
  }

  /** A field whose columns can be asked for without walking in a circle. */
  private mayHave(field: Field): boolean {
    return field.kind === 'scalar' || this.references.get(field) !== 'open';
  }

  private keyFields(table: TypeTable): readonly Field[] {
    const known = this.keys.get(table);
    if (known !== undefined) return known;
    // While it is read it has none: a key that leads back to itself is reported where the circle closes.
    this.keys.set(table, []);
    const found = this.readKey(table);
    this.keys.set(table, found);
    return found;
  }

  private readKey(table: TypeTable): readonly Field[] {
    const { head, fields } = table;
    const composite = head.uses.find((use) => use.name === 'primaryKey');
    const marked = fields.filter((field) => field.text.uses.some((use) => use.name === 'pk'));
    const second = composite === undefined ? marked[1] : marked[0];
    if (second !== undefined) {
      const names = marked.map((field) => `"${field.text.name}"`);
      this.types.problems.error(
        'sdl/two-primary-keys',
        second.text.span,
        `type ${head.type} has two primary keys`,
        {
          fix: { text: 'for a key over several fields', code: `@primaryKey(fields: [${names.join(', ')}])` },
        },
      );
    }
    if (composite !== undefined) {
      return (composite.names('fields') ?? []).flatMap((name) => this.field(table, name) ?? []);
    }
    if (marked.length > 0) return marked;
    return fields.filter(
      ({ kind, text }) =>
        kind === 'scalar' &&
        text.name === 'id' &&
        text.node.type.kind === 'NonNullType' &&
        head.view === undefined,
    );
  }

  /** How the settings fill a key of type ID. */
  private keyFill(): Partial<ColumnModel> {
    const { id } = this.types.settings;
    if (id === 'uuid') return { default: 'gen_random_uuid()' };
    return id === 'bigint' ? { identity: 'by default' } : {};
  }

  /** What an object field refers to; undefined for other sides, and where it is reported that there is nothing. */
  reference(table: TypeTable, field: ObjectField): Reference | undefined {
    if (field.relation !== 'belongsTo') return undefined;
    const known = this.references.get(field);
    const what = `${table.head.type}.${field.text.name}`;
    if (known === 'open') {
      this.types.problems.error(
        'sdl/circular-key',
        field.text.span,
        `${what} is part of a primary key that refers to itself in a circle`,
        { fix: { text: 'give one of the types a key of its own', code: 'id: ID!' } },
      );
      this.references.set(field, undefined);
      return undefined;
    }
    if (this.references.has(field)) return known;
    this.references.set(field, 'open');
    const found = this.readReference(table, field, what);
    this.references.set(field, found);
    return found;
  }

  private readReference(table: TypeTable, field: ObjectField, what: string): Reference | undefined {
    const { problems } = this.types;
    const target = this.byType.get(field.target);
    if (target === undefined) return undefined;
    if (target.head.view !== undefined) {
      problems.error(
        'sdl/view-reference',
        field.text.span,
        `${what} refers to ${field.target}, which is a view`,
        {
          fix: { text: `refer to the table behind it, or name the key as a scalar` },
        },
      );
      return undefined;
    }
    const use = relationUse(field);
    const ref = field.text.uses.find((one) => one.name === 'fk')?.string('ref');
    const to =
      ref === undefined
        ? this.keyColumns(target)
        : this.referenced(table, target, ref, what, use?.span ?? field.text.span);
    if (to === undefined) return undefined;
    if (to.length === 0) {
      // A key that could not be read is reported where it stands.
      if (this.keyFields(target).length > 0 || !this.isComplete(target)) return undefined;
      problems.error(
        'sdl/no-key',
        field.text.span,
        `${what} refers to ${field.target}, which has no primary key`,
        { fix: { text: `give ${field.target} one`, code: 'id: ID!' } },
      );
      return undefined;
    }
    const named = field.text.uses.find((one) => one.name === 'belongsTo')?.names('fields');
    if (named === undefined) return { columns: this.ownColumns(field, to, what), own: true, target, to };
    const columns = this.resolve(table, named);
    return { columns, own: false, target, to };
  }

  /** Key columns of a type, whose field may itself be a reference. */
  keyColumns(table: TypeTable): readonly ColumnModel[] {
    return this.keyFields(table).flatMap((field) => this.columnsOf(table, field));
  }

  private referenced(
    table: TypeTable,
    target: TypeTable,
    ref: string,
    what: string,
    span: Span,
  ): readonly ColumnModel[] | undefined {
    const [type = '', field] = splitReference(ref);
    if (this.find(type) === target) {
      return field === undefined ? this.keyColumns(target) : this.resolve(target, [{ value: field, span }]);
    }
    this.types.problems.error(
      'sdl/unknown-target',
      span,
      `${what} is of type ${target.head.type}, and @fk refers to ${type}`,
      {
        fix: { text: 'leave ref out: the type says it', code: `${table.head.type}.${what}` },
      },
    );
    return undefined;
  }

  /** The columns that a reference makes: one for each column of the key. */
  private ownColumns(field: ObjectField, to: readonly ColumnModel[], what: string): readonly ColumnModel[] {
    const { problems, settings, enums } = this.types;
    const { text } = field;
    const said = text.uses.find((use) => use.name === 'column');
    const given = text.uses.find((use) => use.name === 'default');
    const name = said?.string('name');
    const single = to.length === 1;
    if (said !== undefined && (said.string('type') ?? said.string('collation')) !== undefined) {
      problems.error('sdl/column-type', said.span, `${what} has the type of the key that it refers to`, {
        fix: { text: 'leave the type out' },
      });
    }
    const oneOnly = [
      said?.string('name') === undefined ? undefined : said,
      given,
      ...text.uses.filter((use) => use.name === 'renamed' || use.name === 'backfill'),
    ];
    const tooMuch = single ? undefined : oneOnly.find((use) => use !== undefined);
    if (tooMuch !== undefined) {
      problems.error(
        'sdl/composite-reference',
        tooMuch.span,
        `@${tooMuch.name} is about one column, and ${what} has ${to.length}`,
        {
          fix: {
            text: 'write the columns as fields, and name them',
            code: `@belongsTo(fields: [${to.map((one) => `"${referenceName(text.name, one.name, { names: 'exact' })}"`).join(', ')}])`,
          },
        },
      );
    }
    return to.map((key): ColumnModel => {
      const { elementsNotNull: _, ...type } = key.type;
      const { uid, ...rest } = common(text);
      const value =
        given === undefined || !single
          ? undefined
          : defaultOf(given, { what, type, notNull: field.shape.notNull, enums, problems });
      return {
        field: text.name,
        name: (single ? name : undefined) ?? referenceName(text.name, key.name, settings),
        type,
        notNull: field.shape.notNull,
        ...(value === undefined ? {} : { default: value }),
        ...(key.collation === undefined ? {} : { collation: key.collation }),
        ...rest,
        ...(uid === undefined ? {} : { uid: single ? uid : `${uid}.${key.name}` }),
        span: text.span,
      };
    });
  }
}

/** Directive of the actions of a reference: @belongsTo or @fk. */
export function relationUse(field: ObjectField): Use | undefined {
  return (
    field.text.uses.find((use) => use.name === 'fk') ??
    field.text.uses.find((use) => use.name === 'belongsTo')
  );
}

/** `Order.id`, `public.orders.id` or `Order`: the type or table, and the field. */
export function splitReference(ref: string): readonly [string, string | undefined] {
  const at = ref.lastIndexOf('.');
  return at === -1 ? [ref, undefined] : [ref.slice(0, at), ref.slice(at + 1)];
}
