/**
 * A state: everything that Wesley knows of a database's schema, read by the same queries from a server and from PGlite,
 * as plain data that can be written to a snapshot file. Lists are sorted by id, so equal states are equal JSON.
 *
 * Names: `id` of a relation, type or routine is schema-qualified and quoted where PostgreSQL would quote it
 * (`public.orders`, `public."Order"`, `public.add(integer, integer)`). Object ids are `kind:identity`
 * (`table:public.orders`, `column:public.orders.region`, `constraint:public.orders.orders_pkey`).
 * Definitions are PostgreSQL's own text (`pg_get_*def`, `format_type`), made with `search_path = ''`, so every name in
 * them is qualified.
 */
export interface Catalog {
  readonly format: 'wesley/catalog/1';
  readonly server: { readonly major: number; readonly version: string };
  readonly schemas: readonly SchemaObject[];
  readonly extensions: readonly Extension[];
  readonly tables: readonly Table[];
  readonly indexes: readonly Index[];
  readonly sequences: readonly Sequence[];
  readonly types: readonly UserType[];
  /** Functions, procedures and aggregates. */
  readonly routines: readonly Routine[];
  readonly views: readonly View[];
  readonly triggers: readonly Trigger[];
  readonly policies: readonly Policy[];
  /** Kinds without a model of their own: carried as a definition, replaced when it differs. */
  readonly others: readonly OtherObject[];
  /** What is there and is not modelled at all: reported, never dropped in silence. */
  readonly unmodelled: readonly { readonly kind: string; readonly id: string }[];
  /** From pg_depend, between object ids, extension members and internal dependencies resolved to their owner. */
  readonly dependencies: readonly Dependency[];
}

export interface Described {
  /** COMMENT, absent when there is none. */
  readonly comment?: string;
  /** Owning role; absent where it is the role that reads the catalog. */
  readonly owner?: string;
  /**
   * Grants in aclitem form without the grantor (`app=r`, `app=r*`; `=U` is PUBLIC), sorted; absent when the default
   * privileges apply, so `[]` for a routine means: not even PUBLIC. A grantor other than the owner follows: `app=r/boss`.
   * The owner's own privileges are left out while they are complete; otherwise they stand as `$owner=...`.
   */
  readonly acl?: readonly string[];
}

export interface SchemaObject extends Described {
  readonly name: string;
}

export interface Extension {
  readonly name: string;
  /** Not part of the comparison of states: it depends on what the server has installed. */
  readonly version: string;
  readonly schema: string;
  /** Types that it brings. */
  readonly types?: readonly string[];
  /** SQL asks for it, and it could not be made where that SQL was loaded: version and types are not known. */
  readonly assumed?: true;
}

export interface Table extends Described {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'partitioned table' | 'foreign table';
  readonly persistence: 'permanent' | 'unlogged';
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  /** pg_get_partkeydef(), partitioned tables only: `RANGE (created_at)`. */
  readonly partitionKey?: string;
  /** Columns in the partition key, expressions included. */
  readonly partitionKeyColumns?: readonly string[];
  readonly partitionOf?: {
    readonly parent: string /** `FOR VALUES ...` or `DEFAULT`. */;
    readonly bound: string;
  };
  /** Parents by INHERITS, in order. */
  readonly inherits?: readonly string[];
  /** Composite type of a typed table. */
  readonly ofType?: string;
  /** Storage parameters, `fillfactor=80`, sorted. */
  readonly options?: readonly string[];
  readonly rowSecurity?: 'enabled' | 'forced';
  /** Absent for the default; an index id for USING INDEX. */
  readonly replicaIdentity?: 'full' | 'nothing' | { readonly index: string };
  /** Id of the index of CLUSTER ON. */
  readonly cluster?: string;
  readonly tablespace?: string;
  readonly accessMethod?: string;
  /** Foreign tables only. */
  readonly foreignServer?: string;
  readonly foreignOptions?: readonly string[];
}

export interface Column {
  readonly name: string;
  /** pg_attribute.attnum: order of the columns, with gaps. Not part of the comparison of states. */
  readonly position: number;
  /** format_type(). */
  readonly type: string;
  /** The column holds no NULL: false for a NOT NULL that is NOT VALID (18), which is then only a constraint. */
  readonly notNull: boolean;
  /** 18 and later: name of the constraint behind NOT NULL. Not part of the comparison of states. */
  readonly notNullConstraint?: string;
  readonly default?: string;
  readonly identity?: 'always' | 'by default';
  readonly generated?: { readonly kind: 'stored' | 'virtual'; readonly expression: string };
  /** Only where it differs from the collation of the type. */
  readonly collation?: string;
  /** Only where they differ from the default of the type. */
  readonly storage?: string;
  readonly compression?: string;
  readonly statistics?: number;
  /** Attribute options `n_distinct=5`, sorted. */
  readonly options?: readonly string[];
  /** Foreign tables only. */
  readonly foreignOptions?: readonly string[];
  /** Comes from a parent and is not declared here too. */
  readonly inherited?: true;
  readonly comment?: string;
  readonly acl?: readonly string[];
}

/**
 * `not null` (18 and later) only where `Column.notNull` does not say it all: NOT VALID, NO INHERIT, or a name that does
 * not end like a default one (`_not_null`), so that states of all versions can be compared.
 */
export interface Constraint {
  readonly name: string;
  readonly kind: 'check' | 'foreign key' | 'unique' | 'primary key' | 'exclusion' | 'not null';
  /** pg_get_constraintdef(). */
  readonly definition: string;
  readonly validated: boolean;
  /** Absent = enforced. */
  readonly notEnforced?: true;
  readonly deferrable?: 'immediate' | 'deferred';
  readonly noInherit?: true;
  /** Comes from a parent and is not declared here too. */
  readonly inherited?: true;
  /** In key order; columns of a CHECK in order of position. */
  readonly columns: readonly string[];
  /** Backing index of unique, primary key and exclusion. */
  readonly index?: string;
  readonly references?: {
    readonly table: string;
    readonly columns: readonly string[] /** Index of the referenced key. */;
    readonly index?: string;
  };
  readonly comment?: string;
}

export interface Index {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  /** Table or materialized view. */
  readonly table: string;
  readonly method: string;
  readonly unique: boolean;
  readonly valid: boolean;
  readonly nullsNotDistinct?: true;
  /** Key columns in order; '' stands for an expression. */
  readonly keys: readonly string[];
  readonly include?: readonly string[];
  /** Every column that the index reads: keys, INCLUDE, expressions, predicate. */
  readonly columns: readonly string[];
  /** Columns of expressions and predicate. */
  readonly computes?: readonly string[];
  readonly hasExpression?: true;
  readonly predicate?: string;
  /** pg_get_indexdef(). */
  readonly definition: string;
  /** Constraint that owns it, on the same table. */
  readonly constraint?: string;
  /** Partitioned index that it is attached to. */
  readonly parent?: string;
  readonly partitioned?: true;
  /** Of a table: see `Table.cluster`. */
  readonly clustered?: true;
  readonly tablespace?: string;
  readonly comment?: string;
}

export interface Sequence extends Described {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  /** bigint values as decimal text. */
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
  readonly ownedBy?: { readonly table: string; readonly column: string };
  /** Belongs to an identity column: made and dropped with it. */
  readonly identity?: true;
  readonly unlogged?: true;
}

export interface UserType extends Described {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'enum' | 'domain' | 'composite' | 'range';
  /** Enum only, in order. */
  readonly labels?: readonly string[];
  /** Domain only. */
  readonly domain?: {
    readonly type: string;
    readonly notNull: boolean;
    readonly default?: string;
    readonly collation?: string;
    readonly constraints: readonly {
      readonly name: string;
      readonly definition: string;
      readonly validated: boolean;
      readonly comment?: string;
    }[];
  };
  /** Composite only, in order. */
  readonly attributes?: readonly {
    readonly name: string;
    readonly type: string;
    readonly collation?: string;
    readonly comment?: string;
  }[];
  /** Range only: the options of CREATE TYPE ... AS RANGE. */
  readonly range?: string;
}

export interface Routine extends Described {
  /** `public.add(integer, integer)`: identity arguments, types only. */
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'function' | 'procedure' | 'aggregate' | 'window';
  readonly language: string;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  /** Result type and argument names and modes: when it differs, CREATE OR REPLACE is refused. */
  readonly signature: string;
  /** A complete CREATE statement. */
  readonly definition: string;
  /** As this very server prints it, where the state says it as other versions do. Not compared. */
  readonly printed?: string;
  /** A complete DROP statement, without CASCADE. */
  readonly drop: string;
  /** How many arguments have a default: when it shrinks, CREATE OR REPLACE is refused. */
  readonly defaults?: number;
}

export interface View extends Described {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'view' | 'materialized view';
  /** pg_get_viewdef() as 16 and later print it, without the closing semicolon. */
  readonly query: string;
  /** As this very server prints it, where the state says it as other versions do. Not compared. */
  readonly printed?: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    /** ALTER VIEW ... ALTER COLUMN ... SET DEFAULT. */
    readonly default?: string;
    readonly comment?: string;
    readonly acl?: readonly string[];
  }[];
  readonly options?: readonly string[];
  /** Materialized views: holds rows. */
  readonly populated?: boolean;
  readonly tablespace?: string;
  readonly accessMethod?: string;
}

export interface Trigger {
  readonly name: string;
  readonly table: string;
  readonly routine: string;
  /** pg_get_triggerdef(). */
  readonly definition: string;
  /** As this very server prints it, where the state says it as other versions do. Not compared. */
  readonly printed?: string;
  readonly enabled: 'origin' | 'disabled' | 'replica' | 'always';
  /** Columns of UPDATE OF and WHEN. */
  readonly columns: readonly string[];
  /** Clone on a partition of a trigger of its parent. */
  readonly inherited?: true;
  readonly comment?: string;
}

export interface Policy {
  readonly name: string;
  readonly table: string;
  readonly permissive: boolean;
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete';
  /** `public` or role names, sorted. */
  readonly roles: readonly string[];
  readonly using?: string;
  readonly check?: string;
  readonly comment?: string;
}

export interface OtherObject extends Described {
  /**
   * rule, statistics, collation, publication, event trigger, foreign server, foreign data wrapper, user mapping,
   * cast, operator, text search configuration, default privileges, ...
   */
  readonly kind: string;
  /** Identity inside the kind. */
  readonly id: string;
  /** Complete CREATE statement. */
  readonly create: string;
  /** Further statements that complete it, each to be sent on its own: ALTER ... ADD MAPPING, ... DISABLE. */
  readonly more?: readonly string[];
  /** Complete DROP statement, without CASCADE. What follows DROP also serves COMMENT ON, except for default privileges. */
  readonly drop: string;
  /** Table that it belongs to (rules, statistics). */
  readonly table?: string;
}

export interface Dependency {
  /** Object id of what depends. */
  readonly object: string;
  /** Object id of what it needs. */
  readonly on: string;
  /** `auto`: dropped with it; `normal`: refuses the drop. */
  readonly how: 'normal' | 'auto';
}

/** Sizes of a table, from statistics, never part of the comparison of states. */
export interface TableStatistics {
  readonly table: string;
  /** Estimated rows: pg_class.reltuples, or the count of live rows of the statistics collector. -1 = unknown. */
  readonly rows: number;
  readonly bytes: number;
}
