/** One instance of the WASM parser at a time. Whatever it throws by itself leaves it broken: the next call gets a new one. */
import { createRequire } from 'node:module';

/** What libpg-query said about a text that it does not accept. */
export interface Rejection {
  readonly message: string;
  /** 0-based, in code points; undefined where the parser does not say. */
  readonly codePoint?: number;
}

export type Answer = { readonly json: string } | { readonly error: Rejection } | { readonly crashed: true };

/** Parse tree of the statements of a text, as JSON. */
export function parseTree(text: string): Promise<Answer> {
  return call((module) => {
    const result = withText(module, text, (pointer) => module._wasm_parse_query_raw(pointer));
    try {
      const error = module.getValue(result + 8, 'i32');
      if (error !== 0) {
        const position = module.getValue(error + 16, 'i32');
        const message = module.UTF8ToString(module.getValue(error, 'i32'));
        return { error: { message, ...(position > 0 ? { codePoint: position - 1 } : {}) } };
      }
      return { json: module.UTF8ToString(module.getValue(result, 'i32')) };
    } finally {
      module._wasm_free_parse_result(result);
    }
  });
}

/** Syntax tree of the plpgsql body of a DO or CREATE FUNCTION statement, as JSON. */
export function plpgsqlTree(text: string): Promise<Answer> {
  return call((module) => {
    const result = withText(module, text, (pointer) => module._wasm_parse_plpgsql(pointer));
    const answer = module.UTF8ToString(result);
    module._wasm_free_string(result);
    return answer.startsWith('{') ? { json: answer } : { error: { message: answer } };
  });
}

interface WasmModule {
  _malloc(size: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(text: number): number;
  _wasm_free_parse_result(result: number): void;
  _wasm_parse_plpgsql(text: number): number;
  _wasm_free_string(text: number): void;
  getValue(pointer: number, type: 'i32'): number;
  stringToUTF8(text: string, pointer: number, size: number): void;
  lengthBytesUTF8(text: string): number;
  UTF8ToString(pointer: number): string;
}

let instance: Promise<WasmModule> | undefined;

function load(): Promise<WasmModule> {
  if (instance === undefined) {
    const factory: unknown = createRequire(import.meta.url)('libpg-query/wasm/libpg-query.js');
    if (typeof factory !== 'function') throw new Error('internal error: libpg-query has another shape');
    instance = factory() as Promise<WasmModule>;
  }
  return instance;
}

async function call(use: (module: WasmModule) => Answer): Promise<Answer> {
  const module = await load();
  try {
    return use(module);
  } catch {
    instance = undefined;
    return { crashed: true };
  }
}

function withText(module: WasmModule, text: string, use: (pointer: number) => number): number {
  const size = module.lengthBytesUTF8(text) + 1;
  const pointer = module._malloc(size);
  module.stringToUTF8(text, pointer, size);
  const result = use(pointer);
  module._free(pointer);
  if (result === 0) throw new Error('out of memory');
  return result;
}
