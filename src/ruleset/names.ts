/**
 * Names in rules as people write them in SQL, and as no fact ever has them: `timestamptz` for `timestamp with time zone`, `orders` for
 * `public.orders`. A rule that asks for one would hold its tongue for ever.
 */
import type { Diagnostic, Fix } from '../diagnostics/index.js';
import { constantsOf, type Program } from '../engine/index.js';
import { builtInType, serialType } from '../facts/statements/types.js';

/** The constants in these files that no fact can have, each with what is meant. */
export function misspelledNames(program: Program, isMeant: (file: string) => boolean): Diagnostic[] {
  return constantsOf(program, isMeant).flatMap((constant) => {
    const { value, type, of, column, span } = constant;
    if (typeof value !== 'string' || value === '') return [];
    const found = forms[type]?.(value);
    if (found === undefined) return [];
    return [
      {
        code: 'dl/unknown-name',
        severity: 'error',
        message: `\`${column}\` of \`${of}\` is never ${JSON.stringify(value)}`,
        span,
        ...found,
      },
    ];
  });
}

type Found = { readonly why: string[]; readonly fix: Fix } | undefined;

/** By the types of rules/relations.dl. */
const forms: Readonly<Record<string, (value: string) => Found>> = {
  TypeName: (value) => {
    const serial = serialType(value);
    if (serial !== undefined) {
      return {
        why: [`A column of type ${value} is of type ${serial.type}, and gets its values from a sequence.`],
        fix: {
          text: 'ask for both',
          code: `stmt_column_serial(Stmt, Table, Column, ${quoted(serial.name)})`,
        },
      };
    }
    const type = builtInType(value);
    if (type === undefined || type === value) return undefined;
    return {
      why: ['Types have the names that format_type() gives them.'],
      fix: { text: `did you mean ${quoted(type)}?`, code: quoted(type) },
    };
  },
  RelationName: (value) =>
    /[."]/.test(value)
      ? undefined
      : {
          why: ['Names of tables, views, indexes and sequences are written with their schema.'],
          fix: { text: `did you mean ${quoted(`public.${value}`)}?`, code: quoted(`public.${value}`) },
        },
  ObjectId: (value) =>
    value.includes(':')
      ? undefined
      : {
          why: ['An object is written as its kind and its name.'],
          fix: { text: 'write the kind before it', code: quoted(`table:${value}`) },
        },
};

function quoted(text: string): string {
  return JSON.stringify(text);
}
