/** The parts of a GraphQL document that a comment can stand at. */
import {
  type ASTNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  parse,
} from 'graphql/language/index.js';

/** What a comment can stand at: a definition, a directive on one, a field or a value. */
export interface SdlElement {
  /** Behind the description. */
  readonly start: number;
  readonly end: number;
  /** Of a definition, up to its fields. */
  readonly headEnd: number;
}

/** The elements of a document, in order; none where it cannot be read. */
export function sdlElements(text: string): SdlElement[] {
  const elements: SdlElement[] = [];
  try {
    for (const definition of parse(text).definitions) addElements(definition, elements);
  } catch {
    return [];
  }
  return elements.sort((a, b) => a.start - b.start);
}

type Part = DefinitionNode | FieldDefinitionNode;

function addElements(node: DefinitionNode, elements: SdlElement[]): void {
  const parts = partsOf(node);
  const directives = node.directives ?? [];
  const heads = [nameOf(node), ...directives, ...('interfaces' in node ? (node.interfaces ?? []) : [])];
  const headEnd = Math.max(startOf(node), ...heads.map((head) => head?.loc?.end ?? 0));
  elements.push({ start: startOf(node), end: node.loc?.end ?? 0, headEnd });
  for (const one of [...directives, ...parts]) {
    const end = one.loc?.end ?? 0;
    elements.push({ start: startOf(one), end, headEnd: end });
  }
}

function nameOf(node: DefinitionNode): ASTNode | undefined {
  return 'name' in node ? node.name : undefined;
}

function partsOf(node: DefinitionNode): readonly ASTNode[] {
  if ('fields' in node) return node.fields ?? [];
  if ('values' in node) return node.values ?? [];
  return node.kind === Kind.SCHEMA_DEFINITION ? node.operationTypes : [];
}

/** Start of a node; behind its description, where it has one. */
function startOf(node: ASTNode): number {
  const described =
    'description' in node ? (node as Part & { description?: ASTNode }).description : undefined;
  if (described?.loc === undefined) return node.loc?.start ?? 0;
  return described.loc.endToken.next?.start ?? described.loc.end;
}
