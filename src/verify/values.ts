/** A literal for every type, distinct for every row as far as the type allows. */
import type { Catalog, UserType } from '../facts/catalog/catalog.js';

/** SQL of a value of the type for row `i` (from 0), or undefined when none is known. */
export type TypeValues = (type: string, i: number) => string | undefined;

export function typeValues(catalog: Catalog): TypeValues {
  const userTypes = new Map(catalog.types.map((type) => [type.id, type]));
  const literalOf: TypeValues = (type, i) => {
    if (type.endsWith('[]')) {
      const element = literalOf(type.slice(0, -2), i);
      return element === undefined ? `'{}'::${type}` : `ARRAY[${element}]::${type}`;
    }
    const userType = userTypes.get(type);
    return userType ? literalOfUserType(userType, i, literalOf) : builtIn(type, i);
  };
  return literalOf;
}

function literalOfUserType(type: UserType, i: number, literalOf: TypeValues): string | undefined {
  switch (type.kind) {
    case 'enum': {
      const labels = type.labels ?? [];
      return labels.length === 0 ? undefined : `${quote(labels[i % labels.length] ?? '')}::${type.id}`;
    }
    case 'domain': {
      if (type.domain === undefined) return undefined;
      const base = literalOf(type.domain.type, i);
      const literals = type.domain.constraints.flatMap(({ definition }) => stringsIn(definition));
      const chosen = literals.length > 0 && /ANY|IN/.test(type.domain.constraints[0]?.definition ?? '');
      return chosen ? `${literals[i % literals.length]}::${type.id}` : base && `${base}::${type.id}`;
    }
    case 'composite':
      return `ROW(${(type.attributes ?? []).map((a) => literalOf(a.type, i) ?? 'NULL').join(', ')})::${type.id}`;
    case 'range':
      return `'empty'::${type.id}`;
  }
}

function builtIn(type: string, i: number): string | undefined {
  const n = i + 1;
  const [base = type, first] = type.replace(/\)/g, '').split('(');
  const length = first === undefined ? undefined : Number(first.split(',')[0]);
  const day = `2024-01-${String((i % 28) + 1).padStart(2, '0')}`;
  // Modifiers stand in the middle of some names: timestamp(3) without time zone.
  switch (base.replace(/ with.*$/, '').trim()) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'double precision':
    case 'oid':
    case 'money':
      return length !== undefined && precisionLeft(type) < 1 ? `0::${type}` : `${n}::${type}`;
    case 'boolean':
      return i % 2 === 0 ? 'true' : 'false';
    case 'text':
    case 'character varying':
    case 'character':
    case '"char"':
    case 'name':
    case 'citext':
    case 'public.citext':
      return quote(length !== undefined && length < 8 ? String(n).slice(0, length) : `value ${n}`);
    case 'date':
      return `'${day}'::date`;
    case 'timestamp':
      return `'${day} 12:00:00'::${type}`;
    case 'time':
      return `'12:00:${String(n % 60).padStart(2, '0')}'::${type}`;
    case 'interval':
      return `'${n} days'::interval`;
    case 'uuid':
      return `'00000000-0000-4000-8000-${String(n).padStart(12, '0')}'::uuid`;
    case 'json':
    case 'jsonb':
      return `'{"n": ${n}}'::${type}`;
    case 'bytea':
      return `'\\x${String(n).padStart(4, '0')}'::bytea`;
    case 'inet':
    case 'cidr':
      return `'10.0.0.${n % 250}'::${type}`;
    case 'macaddr':
      return `'08:00:2b:01:02:${String(n % 100).padStart(2, '0')}'::macaddr`;
    case 'macaddr8':
      return `'08:00:2b:01:02:03:04:${String(n % 100).padStart(2, '0')}'::macaddr8`;
    case 'bit':
    case 'bit varying':
      return `${n}::bit(${length ?? 1})`;
    case 'point':
      return `point(${n}, ${n})`;
    case 'line':
      return `'{1,${n},0}'::line`;
    case 'lseg':
      return `'[(0,0),(${n},1)]'::lseg`;
    case 'box':
      return `box(point(0, 0), point(${n}, ${n}))`;
    case 'path':
      return `'((0,0),(${n},1))'::path`;
    case 'polygon':
      return `'((0,0),(${n},1),(1,0))'::polygon`;
    case 'circle':
      return `'<(0,0),${n}>'::circle`;
    case 'xml':
      return `'<n>${n}</n>'::xml`;
    case 'tsvector':
      return `'word${n}'::tsvector`;
    case 'tsquery':
      return `'word${n}'::tsquery`;
    case 'int4range':
    case 'int8range':
    case 'numrange':
      return `'[${n},${n + 1})'::${type}`;
    case 'daterange':
    case 'tsrange':
    case 'tstzrange':
      return `'[${2000 + n}-01-01,${2001 + n}-01-01)'::${type}`;
    default:
      return type.endsWith('hstore') ? `'n=>${n}'::${type}` : undefined;
  }
}

/** Digits before the point that numeric(p,s) has room for. */
function precisionLeft(type: string): number {
  const [precision = 1, scale = 0] = (/\(([^)]*)\)/.exec(type)?.[1] ?? '1').split(',').map(Number);
  return precision - scale;
}

function stringsIn(definition: string): string[] {
  return definition.match(/'(?:[^']|'')*'/g) ?? [];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
