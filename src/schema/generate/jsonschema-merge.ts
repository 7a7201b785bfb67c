/** Two JSON Schemas of one value as one: the tighter bound of two, the values that both list; what else collides is put aside. */
import type { Json, JsonRecord } from './json.js';

/** A value is valid for the result when it is valid for both. */
export function mergeSchemas(base: JsonRecord, said: JsonRecord): JsonRecord {
  const merged: Record<string, Json | undefined> = { ...base };
  const aside: Record<string, Json> = {};
  for (const [key, value] of Object.entries(said)) {
    if (value === undefined) continue;
    if (key === 'type') merged.type = bothTypes(merged.type, value);
    else if (key === 'enum') merged.enum = bothLists(merged.enum, value);
    else if (key in bounds) addBound(merged, key, value);
    else if (key === 'allOf') merged.allOf = [...listOf(merged.allOf), ...listOf(value)];
    else if (merged[key] === undefined) merged[key] = value;
    else aside[key] = value;
  }
  if (Object.keys(aside).length > 0) {
    merged.allOf = [
      ...listOf(merged.allOf),
      { ...(said.type === undefined ? {} : { type: said.type }), ...aside },
    ];
  }
  const order = (key: string): number => (keyOrder.includes(key) ? keyOrder.indexOf(key) : keyOrder.length);
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => order(a) - order(b)));
}

/** Keywords in the order in which people read them. */
const keyOrder = [
  ...['type', 'enum', 'format', 'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'],
  ...['minLength', 'maxLength', 'pattern', 'minItems', 'maxItems', 'items', 'not', 'anyOf', 'allOf'],
];

/** A bound, the others on the same side, and which side that is. */
const bounds: Readonly<Record<string, readonly [others: readonly string[], side: 'least' | 'most']>> = {
  minimum: [['minimum', 'exclusiveMinimum'], 'least'],
  exclusiveMinimum: [['minimum', 'exclusiveMinimum'], 'least'],
  maximum: [['maximum', 'exclusiveMaximum'], 'most'],
  exclusiveMaximum: [['maximum', 'exclusiveMaximum'], 'most'],
  minLength: [['minLength'], 'least'],
  maxLength: [['maxLength'], 'most'],
  minItems: [['minItems'], 'least'],
  maxItems: [['maxItems'], 'most'],
};

function addBound(merged: Record<string, Json | undefined>, key: string, value: Json): void {
  const [rivals, side] = bounds[key] ?? [[], 'least'];
  const rival = rivals.find((one) => merged[one] !== undefined);
  if (rival === undefined) {
    merged[key] = value;
    return;
  }
  const [there, here] = [numberOf(merged[rival]), numberOf(value)];
  const tighter = side === 'least' ? here > there : here < there;
  // Of two bounds at one place the exclusive one is tighter.
  if (!tighter && !(here === there && key.startsWith('exclusive'))) return;
  delete merged[rival];
  merged[key] = value;
}

function numberOf(value: Json | undefined): number {
  if (typeof value === 'object' && value !== null && 'digits' in value) return Number(value.digits);
  return Number(value);
}

function bothTypes(a: Json | undefined, b: Json): Json {
  if (a === undefined) return b;
  const types = (Array.isArray(b) ? b : [b]) as readonly Json[];
  const both = ((Array.isArray(a) ? a : [a]) as readonly Json[]).filter((one) => types.includes(one));
  const [only, ...others] = both;
  // No value is of both types: a schema that says so in one word.
  return only === undefined ? b : others.length === 0 ? only : both;
}

function bothLists(a: Json | undefined, b: Json): Json {
  if (a === undefined) return b;
  const values = new Set(listOf(b).map((one) => JSON.stringify(one)));
  return listOf(a).filter((one) => values.has(JSON.stringify(one)));
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
