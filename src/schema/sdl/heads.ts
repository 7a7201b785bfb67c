/** What other types need to know of a type before its fields are read. */
import type { ObjectTypeDefinitionNode } from 'graphql';
import type { Span } from '../../diagnostics/index.js';
import { byteLength, identifierLimit } from '../naming.js';
import type { Problems } from './problems.js';
import type { Use } from './uses.js';

/** A type before its fields are read: what other types need to refer to it. */
export interface TypeHead {
  readonly node: ObjectTypeDefinitionNode;
  readonly type: string;
  readonly schema: string;
  readonly table: string;
  readonly uses: readonly Use[];
  readonly span: Span;
}

/** Reports a name that PostgreSQL would cut. */
export function checkLength(name: string, span: Span, problems: Problems): void {
  if (byteLength(name) > identifierLimit) {
    problems.error(
      'sdl/name-too-long',
      span,
      `the name "${name}" has ${byteLength(name)} bytes, PostgreSQL keeps ${identifierLimit}`,
      {
        fix: { text: 'choose a shorter name' },
      },
    );
  }
}
