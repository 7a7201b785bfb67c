/** Expressions of generated schemas, laid out as Prettier does: 80 columns, broken where they are longer. */
import { lineWidth, propertyKey } from '../code.js';

/** An expression; text is not broken. */
export type Expr =
  | string
  | { readonly call: string; readonly args: readonly Expr[] }
  /** `of.method(args)`. */
  | { readonly of: Expr; readonly method: string; readonly args: readonly Expr[] }
  /** One entry a line; `loose`: only when it is too long. */
  | { readonly object: readonly Entry[]; readonly loose?: true }
  | { readonly list: readonly Expr[] }
  | { readonly parameters: string; readonly body: Expr }
  | { readonly left: string; readonly sign: string; readonly right: string }
  /** Joined by `&&` or `||`. */
  | { readonly all: readonly Expr[] }
  | { readonly any: readonly Expr[] };

export interface Entry {
  readonly key: string;
  readonly value: Expr;
  /** Read when it is needed: what it names may not be there yet. The type of what is read then. */
  readonly late?: string;
}

/** `z.name(args)`. */
export function zod(name: string, ...args: readonly Expr[]): Expr {
  return { call: `z.${name}`, args };
}

/** The expression with checks; itself when there are none. */
export function checked(of: Expr, checks: readonly Expr[]): Expr {
  if (checks.length === 0) return of;
  if (typeof of === 'object' && 'method' in of && of.method === 'check')
    return { ...of, args: [...of.args, ...checks] };
  return { of, method: 'check', args: checks };
}

/** The expression on one line. */
export function flat(expr: Expr): string {
  if (typeof expr === 'string') return expr;
  const known = lines.get(expr);
  if (known !== undefined) return known;
  const line = inOneLine(expr);
  lines.set(expr, line);
  return line;
}

/** Expressions are asked for their line again and again, by those that hold them. */
const lines = new WeakMap<Exclude<Expr, string>, string>();

function inOneLine(expr: Exclude<Expr, string>): string {
  if ('call' in expr) return `${expr.call}(${expr.args.map(flat).join(', ')})`;
  if ('method' in expr) return `${flat(expr.of)}.${expr.method}(${expr.args.map(flat).join(', ')})`;
  if ('object' in expr) {
    const entries = expr.object.map(({ key, value }) => `${propertyKey(key)}: ${flat(value)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if ('list' in expr) return `[${expr.list.map(flat).join(', ')}]`;
  if ('parameters' in expr) return `(${expr.parameters}) => ${flat(expr.body)}`;
  if ('left' in expr) return `${expr.left} ${expr.sign} ${expr.right}`;
  const [parts, sign] = 'all' in expr ? [expr.all, ' && '] : [expr.any, ' || '];
  return parts.map((part) => (isLogical(part) ? `(${flat(part)})` : flat(part))).join(sign);
}

/** `head expr;`, with a line break at its end. */
export function declaration(head: string, expr: Expr): string {
  return `${head} ${layOut(expr, '', head.length + 1, 1)};\n`;
}

/** A declaration that bundlers may leave out when nobody uses it, whatever it calls. */
export function pureDeclaration(head: string, expr: Expr): string {
  const open = `${head} /* @__PURE__ */ (() =>`;
  const line = staysBroken(expr) ? undefined : `${open} ${flat(expr)})();`;
  if (line !== undefined && line.length <= lineWidth) return `${line}\n`;
  if (typeof expr === 'object' && 'object' in expr) return `${open} (${layOut(expr, '', 0, 0)}))();\n`;
  return `${open}\n  ${layOut(expr, '  ', 2, 5)})();\n`;
}

/**
 * An expression that starts in column `start` of a line indented by `indent`, and has `tail` characters behind it.
 */
export function layOut(expr: Expr, indent: string, start: number, tail: number): string {
  if (typeof expr === 'string') return expr;
  if (!staysBroken(expr)) {
    const oneLine = flat(expr);
    if (start + oneLine.length + tail <= lineWidth) return oneLine;
  }
  const inner = `${indent}  `;
  if ('call' in expr) return expr.call + layOutArguments(expr.args, indent, start + expr.call.length);
  if ('left' in expr) return `${expr.left} ${expr.sign}\n${inner}${expr.right}`;
  if ('method' in expr) return layOutChain(expr, indent, start, tail);
  if ('object' in expr) {
    const lines = expr.object.map(({ key, value, late }) => {
      if (late !== undefined) {
        const body = layOut(value, `${inner}  `, inner.length + 9, 1);
        return `${inner}get ${propertyKey(key)}(): ${late} {\n${inner}  return ${body};\n${inner}},\n`;
      }
      const name = `${inner}${propertyKey(key)}: `;
      return `${name}${layOut(value, inner, name.length, 1)},\n`;
    });
    return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
  }
  if ('list' in expr) {
    const lines = expr.list.map((one) => `${inner}${layOut(one, inner, inner.length, 1)},\n`);
    return `[\n${lines.join('')}${indent}]`;
  }
  if ('parameters' in expr) {
    const head = `(${expr.parameters}) =>`;
    const bodyFits = start + head.length + 1 + flat(expr.body).length + tail <= lineWidth;
    if (bodyFits) return `${head} ${flat(expr.body)}`;
    return `${head}\n${inner}${layOut(expr.body, inner, inner.length, tail)}`;
  }
  const [parts, sign] = 'all' in expr ? [expr.all, '&&'] : [expr.any, '||'];
  return parts
    .map((part) => {
      const nested = isLogical(part);
      const text = layOut(
        part,
        nested ? inner : indent,
        indent.length + (nested ? 1 : 0),
        3 + (nested ? 1 : 0),
      );
      return nested ? `(${text})` : text;
    })
    .join(` ${sign}\n${indent}`);
}

/** `z.of(args).method(args)` in one chain, or each call on a line of its own. */
function layOutChain(
  expr: Extract<Expr, { method: string }>,
  indent: string,
  start: number,
  tail: number,
): string {
  const { of, method, args } = expr;
  const inner = `${indent}  `;
  const ofZod = typeof of === 'object' && 'call' in of && of.call.startsWith('z.');
  if (!staysBroken(of)) {
    const head = flat(of);
    const chained = `${head}.${method}${layOutArguments(args, indent, start + head.length + method.length + 1)}`;
    if (!ofZod || isComposition(args) || /\{\n/.test(chained)) return chained;
  }
  const [first, name] = ofZod ? [of.args, of.call.slice(1)] : [[], ''];
  return `z\n${inner}${layOutCall(name, first, inner, 0)}\n${inner}${layOutCall(`.${method}`, args, inner, tail)}`;
}

/** Several arguments, one of them a call with a function: always one a line. */
function isComposition(args: readonly Expr[]): boolean {
  const takesFunction = (one: Expr): boolean =>
    typeof one === 'object' &&
    'call' in one &&
    one.args.some((arg) => typeof arg === 'object' && 'parameters' in arg);
  return args.length > 1 && args.some(takesFunction);
}

/** A call that starts a line. */
function layOutCall(name: string, args: readonly Expr[], indent: string, tail: number): string {
  if (!staysBroken({ call: name, args })) {
    const oneLine = `${name}(${args.map(flat).join(', ')})`;
    if (indent.length + oneLine.length + tail <= lineWidth) return oneLine;
  }
  return name + layOutArguments(args, indent, indent.length + name.length);
}

function layOutArguments(args: readonly Expr[], indent: string, start: number): string {
  const [only] = args;
  const hugged = args.length === 1 && typeof only === 'object' && ('object' in only || 'list' in only);
  if (hugged) return `(${layOut(only, indent, start + 1, 1)})`;
  if (args.length === 0) return '()';
  const inner = `${indent}  `;
  const last = args.at(-1);
  if (typeof last === 'object' && 'object' in last) {
    const others = args.slice(0, -1).map(flat).join(', ');
    if (start + others.length + 4 <= lineWidth)
      return `(${others}, ${layOut({ object: last.object }, indent, start, 1)})`;
  }
  return `(\n${args.map((one) => `${inner}${layOut(one, inner, inner.length, 1)},\n`).join('')}${indent})`;
}

function isLogical(expr: Expr): boolean {
  return typeof expr === 'object' && ('all' in expr || 'any' in expr);
}

/** Has it something that is never on one line? */
function staysBroken(expr: Expr): boolean {
  if (typeof expr === 'string') return false;
  if ('call' in expr) return isComposition(expr.args) || expr.args.some(staysBroken);
  if ('method' in expr)
    return staysBroken(expr.of) || isComposition(expr.args) || expr.args.some(staysBroken);
  if ('object' in expr) return expr.object.length > 0 && expr.loose !== true;
  if ('left' in expr) return false;
  if ('list' in expr) return expr.list.some(staysBroken);
  if ('parameters' in expr) return staysBroken(expr.body);
  return ('all' in expr ? expr.all : expr.any).some(staysBroken);
}
