/** What the SDL says, read once and validated, before any SQL: tables, columns and enums with their spans. */
import type { Span } from '../diagnostics/index.js';

export interface SchemaModel {
  readonly enums: readonly EnumModel[];
  readonly tables: readonly TableModel[];
}

export interface EnumModel {
  /** GraphQL name. */
  readonly type: string;
  readonly name: string;
  readonly labels: readonly string[];
  readonly comment?: string;
  readonly span: Span;
}

export interface TableModel {
  /** GraphQL name. */
  readonly type: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly ColumnModel[];
  readonly primaryKey?: KeyModel;
  readonly uniques: readonly (KeyModel & { readonly nullsNotDistinct: boolean })[];
  readonly foreignKeys: readonly ForeignKeyModel[];
  readonly checks: readonly { readonly name: string; readonly expression: string; readonly span: Span }[];
  readonly indexes: readonly IndexModel[];
  readonly comment?: string;
  readonly renamedFrom?: string;
  readonly extraSql: readonly { readonly sql: string; readonly span: Span }[];
  readonly span: Span;
}

export interface ColumnModel {
  /** GraphQL field. */
  readonly field: string;
  readonly name: string;
  /** SQL type. */
  readonly type: string;
  readonly notNull: boolean;
  readonly default?: string;
  readonly identity?: 'always' | 'by default';
  readonly generated?: { readonly expression: string; readonly stored: boolean };
  readonly collation?: string;
  readonly comment?: string;
  readonly renamedFrom?: string;
  readonly span: Span;
}

export interface KeyModel {
  readonly name: string;
  readonly columns: readonly string[];
  readonly span: Span;
}

export interface ForeignKeyModel extends KeyModel {
  readonly target: { readonly schema: string; readonly table: string; readonly columns: readonly string[] };
  readonly onDelete?: string;
  readonly onUpdate?: string;
  readonly deferrable: boolean;
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
  readonly span: Span;
}
