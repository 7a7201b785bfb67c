/**
 * Values on the wire, the same for every kind of database: what could lose digits or meaning stays text.
 * bool → boolean; int2, int4, oid, float4, float8 → number; json, jsonb → parsed; arrays of common types → arrays;
 * everything else (int8, numeric, dates, ...) → the text that PostgreSQL prints.
 */
import type { Param } from './database.js';

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

type Decode = (text: string) => Value;

const asText: Decode = (text) => text;
const asBoolean: Decode = (text) => text === 't';
const asNumber: Decode = (text) => Number(text);
const asJson: Decode = (text) => JSON.parse(text) as Value;

const decoders = new Map<number, Decode>([
  [16, asBoolean],
  [21, asNumber],
  [23, asNumber],
  [26, asNumber],
  [700, asNumber],
  [701, asNumber],
  [114, asJson],
  [3802, asJson],
  ...arrays(asBoolean, 1000),
  ...arrays(asNumber, 1005, 1007, 1021, 1022, 1028),
  // "char", name, text, bpchar, varchar, int8, aclitem, numeric, regclass, regtype, uuid
  ...arrays(asText, 1002, 1003, 1009, 1014, 1015, 1016, 1034, 1231, 2210, 2211, 2951),
]);

function arrays(element: Decode, ...types: number[]): [number, Decode][] {
  return types.map((type) => [type, (text) => decodeArray(text, element)]);
}

/** The decoder of a type; unknown types stay text. */
export function decoderOf(type: number): Decode {
  return decoders.get(type) ?? asText;
}

/** Decodes PostgreSQL's array text: `{1,NULL,"a,b"}`, nested, with or without bounds in front. */
export function decodeArray(text: string, element: Decode): Value[] {
  let at = text.startsWith('[') ? text.indexOf('=') + 1 : 0;

  function list(): Value[] {
    const items: Value[] = [];
    at++;
    while (at < text.length && text[at] !== '}') {
      if (text[at] === '{') items.push(list());
      else if (text[at] === '"') items.push(element(quoted()));
      else items.push(bare());
      if (text[at] === ',') at++;
    }
    at++;
    return items;
  }

  function quoted(): string {
    let out = '';
    for (at++; text[at] !== '"' && at < text.length; at++) {
      if (text[at] === '\\') at++;
      out += text[at];
    }
    at++;
    return out;
  }

  function bare(): Value {
    const from = at;
    while (at < text.length && text[at] !== ',' && text[at] !== '}') at++;
    const word = text.slice(from, at);
    return word === 'NULL' ? null : element(word);
  }

  return list();
}

/** A parameter as text; null stays null. */
export function encodeParam(param: Param): string | null {
  if (param === null) return null;
  if (typeof param === 'object') return `{${param.map(encodeElement).join(',')}}`;
  return String(param);
}

function encodeElement(element: string | number | boolean | null): string {
  if (element === null) return 'NULL';
  if (typeof element === 'string') return `"${element.replace(/[\\"]/g, '\\$&')}"`;
  return String(element);
}
