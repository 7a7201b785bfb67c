/**
 * A schema as SDL says it, read once and validated: what SQL, generators, lint and documentation are made of. It comes from
 * SDL (`sdl/`) or from a catalog (`catalog/`). Everything that a person wrote has the span of where.
 */
import type { Span } from '../diagnostics/index.js';
import type { ScalarSetting } from './settings.js';

export interface SchemaModel {
  readonly enums: readonly EnumModel[];
  readonly tables: readonly TableModel[];
  readonly views: readonly ViewModel[];
  /** GraphQL inputs: no SQL comes of them, checks of values do. */
  readonly inputs: readonly InputModel[];
  /** SQL of the schema as a whole, run after everything else. */
  readonly extraSql: readonly ExtraSql[];
}

/** SQL that the SDL cannot say. */
export interface ExtraSql {
  readonly sql: string;
  /** Run when schemas and enums are there and tables are not: what columns need. */
  readonly first?: true;
  readonly span: Span;
}

export interface EnumModel {
  /** GraphQL name. */
  readonly type: string;
  readonly schema: string;
  readonly name: string;
  /** `check`: there is no type, columns are text with a CHECK. */
  readonly storage: 'type' | 'check';
  readonly values: readonly EnumValueModel[];
  readonly comment?: string;
  readonly span: Span;
}

export interface EnumValueModel {
  /** GraphQL name. */
  readonly value: string;
  /** What PostgreSQL keeps; the name, unless @label says otherwise. */
  readonly label: string;
  readonly comment?: string;
  /** Reason of @deprecated. */
  readonly deprecated?: string;
  readonly span: Span;
}

export interface TableModel {
  /** GraphQL name; for a generated join table, the name that a type of it would have. */
  readonly type: string;
  readonly schema: string;
  readonly name: string;
  /** Table that @manyToMany generates. */
  readonly generated?: true;
  readonly columns: readonly ColumnModel[];
  readonly primaryKey?: KeyModel;
  readonly uniques: readonly UniqueModel[];
  readonly foreignKeys: readonly ForeignKeyModel[];
  readonly checks: readonly CheckModel[];
  readonly indexes: readonly IndexModel[];
  /** Object fields: how one gets from a row to others. */
  readonly relations: readonly RelationModel[];
  readonly partition?: PartitionModel;
  readonly rowSecurity?: RowSecurityModel;
  /** Whose rows they are, and how the database is told who asks: of @tenant and @owner. */
  readonly scopes?: readonly RowScopeModel[];
  /** Column that says whose row it is, of @tenant. */
  readonly tenant?: string;
  /** Column that says who owns the row, of @owner. */
  readonly owner?: string;
  /** Interfaces whose fields it has. */
  readonly interfaces: readonly string[];
  readonly comment?: string;
  /** Name in the same schema. */
  readonly renamedFrom?: string;
  /** Identity that outlives names. */
  readonly uid?: string;
  readonly extraSql: readonly ExtraSql[];
  readonly span: Span;
}

export interface ColumnModel {
  /** GraphQL field; a key of several columns makes several columns of one field. */
  readonly field: string;
  readonly name: string;
  readonly type: ColumnType;
  readonly notNull: boolean;
  /** SQL expression. */
  readonly default?: string;
  readonly identity?: 'always' | 'by default';
  /** Of @serial: PostgreSQL makes a sequence `table_column_seq`, owned by the column, and the default that stands here. */
  readonly serial?: true;
  readonly generated?: { readonly expression: string; readonly stored: boolean };
  readonly collation?: string;
  readonly comment?: string;
  readonly renamedFrom?: string;
  readonly uid?: string;
  /** SQL expression that fills it in rows that are there. */
  readonly backfill?: string;
  /** A trigger keeps it at the time of the last change. */
  readonly updatedAt?: true;
  /** Not to be logged or shown. */
  readonly sensitive?: true;
  /** Says something about a person. */
  readonly pii?: true;
  /** Reason of @deprecated: a candidate for removal. */
  readonly deprecated?: string;
  readonly span: Span;
}

/** Type of a column, for SQL and for those who make other types of it. */
export interface ColumnType {
  /** As in CREATE TABLE: `numeric(12,2)`, `"public"."order_state"[]`. */
  readonly sql: string;
  /**
   * Element type as `format_type` says it, without modifiers and brackets: `integer`, `character varying`, `numeric`,
   * `timestamp with time zone`; of other types the name as it was written.
   */
  readonly base: string;
  /** `numeric(12,2)` has [12, 2], `character varying(20)` [20]. */
  readonly modifiers: readonly number[];
  readonly array: boolean;
  /** Arrays: no element is NULL (a check sees to it). */
  readonly elementsNotNull?: true;
  /** GraphQL name of the enum, for enums. */
  readonly enum?: string;
  /** Domains: the type of their values. What the domain checks comes on top. */
  readonly under?: ColumnType;
  /** Scalar of the team. */
  readonly scalar?: ScalarSetting & { readonly name: string };
}

export interface KeyModel {
  readonly name: string;
  /** Column names. */
  readonly columns: readonly string[];
  readonly span: Span;
}

export interface UniqueModel extends KeyModel {
  readonly nullsNotDistinct: boolean;
}

export interface ForeignKeyModel extends KeyModel {
  readonly target: { readonly schema: string; readonly table: string; readonly columns: readonly string[] };
  /** `CASCADE`, `SET NULL`... */
  readonly onDelete?: string;
  readonly onUpdate?: string;
  readonly deferrable: boolean;
}

export interface CheckModel {
  readonly name: string;
  readonly expression: string;
  /** Columns of a check that stands on a field. */
  readonly columns: readonly string[];
  /** It follows from the type of the column, nobody wrote it: `implied.ts`. */
  readonly implied?: true;
  readonly span: Span;
}

export interface IndexModel {
  readonly name: string;
  /** Columns, or one expression. */
  readonly columns: readonly string[];
  readonly expression?: string;
  readonly using?: string;
  readonly where?: string;
  readonly unique: boolean;
  readonly include: readonly string[];
  /** Operator class of every key. */
  readonly opclass?: string;
  /** Of a unique index: two NULLs are the same value. */
  readonly nullsNotDistinct?: true;
  readonly span: Span;
}

/** An object field. */
export interface RelationModel {
  readonly field: string;
  readonly kind: 'belongsTo' | 'hasOne' | 'hasMany' | 'manyToMany';
  /** GraphQL name of the other type. */
  readonly target: string;
  /** The foreign key behind it: on this table (belongsTo), on the target (hasOne, hasMany), on `through` (manyToMany). */
  readonly foreignKey?: { readonly schema: string; readonly table: string; readonly name: string };
  /** Join table. */
  readonly through?: { readonly schema: string; readonly table: string };
  readonly notNull: boolean;
  readonly span: Span;
}

export interface PartitionModel {
  readonly by: 'RANGE' | 'LIST' | 'HASH';
  /** Columns. */
  readonly key: readonly string[];
  readonly span: Span;
}

export interface RowSecurityModel {
  /** The owner of the table is held to it too. */
  readonly forced: boolean;
  readonly policies: readonly PolicyModel[];
  readonly span: Span;
}

/** Whose a row is: the value of a column, of the table itself or of one that it belongs to. */
export interface RowScopeModel {
  readonly kind: 'tenant' | 'owner';
  /** Tables between the row and the column, by foreign key; empty when the table has the column itself. */
  readonly path: readonly ForeignKeyModel[];
  /** Column of the last table of the path. */
  readonly column: string;
  readonly type: ColumnType;
  /** Setting that holds who asks; absent when `current` does not come from one. */
  readonly setting?: string;
  /** SQL expression of who asks, of the column's type; NULL when nobody says. */
  readonly current: string;
  readonly span: Span;
}

export interface PolicyModel {
  readonly name: string;
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete';
  readonly permissive: boolean;
  /** Role names; empty is PUBLIC. */
  readonly roles: readonly string[];
  /** SQL expressions. */
  readonly using?: string;
  readonly check?: string;
  /** Which directive it comes from. */
  readonly origin: 'tenant' | 'owner' | 'rls';
  readonly span: Span;
}

export interface ViewModel {
  readonly type: string;
  readonly schema: string;
  readonly name: string;
  /** The query. */
  readonly sql: string;
  readonly columns: readonly ColumnModel[];
  readonly comment?: string;
  readonly span: Span;
}

export interface InputModel {
  readonly name: string;
  readonly fields: readonly InputFieldModel[];
  readonly comment?: string;
  readonly span: Span;
}

export interface InputFieldModel {
  readonly name: string;
  /** A scalar or an enum, as a column of that type would be; absent for another input. */
  readonly type?: ColumnType;
  /** Name of the input, for inputs. */
  readonly input?: string;
  readonly list: boolean;
  /** Elements of the list. */
  readonly elementsNotNull: boolean;
  readonly notNull: boolean;
  /** A field with a default may be left out. */
  readonly hasDefault: boolean;
  readonly comment?: string;
  readonly span: Span;
}
