/** The syntax tree of a rule file. Offsets are UTF-16, within the text of the item's source. */
import type { SourceText, Span } from '../../diagnostics/index.js';
import type { Reporter } from '../errors.js';

export interface Node {
  readonly start: number;
  readonly end: number;
}

export type AnnotationValue =
  | string
  | number
  | boolean
  | readonly AnnotationValue[]
  | { readonly [key: string]: AnnotationValue };

/** `@[rule(severity = "error")]` is 'rule' → { severity: 'error' }; `@[message = "x"]` is 'message' → 'x'; `@[test]` is true. */
export type Annotations = ReadonlyMap<string, AnnotationValue>;

export interface Variable extends Node {
  readonly kind: 'variable';
  readonly name: string;
  /** Its place in `Clause.variables`. */
  readonly number: number;
}

export interface Wildcard extends Node {
  readonly kind: 'wildcard';
}

export interface Constant extends Node {
  readonly kind: 'constant';
  readonly value: string | number;
  /** Written with a decimal point. */
  readonly float: boolean;
}

/** `[a, b]` (tag ''), `nil` (tag 'nil', `isNil`) or `$Tag(a, b)`. */
export interface Construct extends Node {
  readonly kind: 'construct';
  readonly tag: string;
  readonly shape: 'record' | 'nil' | 'branch';
  readonly args: readonly TermNode[];
}

/** An operator or function; the name of a declared functor starts with '@'. */
export interface Call extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly args: readonly TermNode[];
  /** Set by the checker: arithmetic on floats. */
  float: boolean;
}

export type AggregateName = 'count' | 'sum' | 'min' | 'max';

export interface Aggregate extends Node {
  readonly kind: 'aggregate';
  readonly name: AggregateName;
  readonly target: TermNode | undefined;
  readonly body: Alternatives;
  /** Set by the checker: the target is a float. */
  float: boolean;
}

export type TermNode = Variable | Wildcard | Constant | Construct | Call | Aggregate;

export interface Atom extends Node {
  readonly kind: 'atom';
  readonly name: string;
  readonly nameEnd: number;
  readonly args: readonly TermNode[];
}

export type CompareName = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface Compare extends Node {
  readonly kind: 'compare';
  readonly op: CompareName;
  readonly left: TermNode;
  readonly right: TermNode;
}

/** `match(pattern, text)` or `contains(needle, text)` as a literal. */
export interface TextTest extends Node {
  readonly kind: 'text-test';
  readonly name: 'match' | 'contains';
  readonly args: readonly TermNode[];
}

export interface Truth extends Node {
  readonly kind: 'truth';
  readonly value: boolean;
}

export interface Not extends Node {
  readonly kind: 'not';
  readonly body: Literal;
}

export interface Group extends Node {
  readonly kind: 'group';
  readonly body: Alternatives;
}

export type Literal = Atom | Compare | TextTest | Truth | Not | Group;

/** `a, b ; c` is [[a, b], [c]]. */
export type Alternatives = readonly (readonly Literal[])[];

/** What stands before an item, or first in it. */
export interface Metadata {
  readonly doc: string;
  readonly annotations: Annotations;
  /** Place of an annotation by its name, and of a key in it by `name.key`. */
  readonly annotationSpans: ReadonlyMap<string, Span>;
}

interface Item extends Node {
  readonly source: SourceText;
  readonly meta: Metadata;
}

export interface Attribute extends Node {
  readonly name: string;
  readonly type: string;
  readonly typeStart: number;
  readonly typeEnd: number;
  readonly doc: string;
}

export interface RelationItem extends Item {
  readonly kind: 'relation';
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly attributes: readonly Attribute[];
}

export interface Branch extends Node {
  readonly name: string;
  readonly nameEnd: number;
  readonly attributes: readonly Attribute[];
}

export type TypeDefinition =
  | { readonly kind: 'subtype'; readonly parent: TypeName }
  | { readonly kind: 'union'; readonly members: readonly TypeName[] }
  | { readonly kind: 'record'; readonly attributes: readonly Attribute[] }
  | { readonly kind: 'branches'; readonly branches: readonly Branch[] };

export interface TypeName extends Node {
  readonly name: string;
}

export interface TypeItem extends Item {
  readonly kind: 'type';
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly definition: TypeDefinition;
}

export interface FunctorItem extends Item {
  readonly kind: 'functor';
  readonly name: string;
  readonly nameStart: number;
  readonly parameters: readonly Attribute[];
  readonly result: TypeName;
}

export interface Clause extends Item {
  readonly kind: 'clause';
  readonly heads: readonly Atom[];
  /** Undefined for a fact. */
  readonly body: Alternatives | undefined;
  /** Names of all variables, in order of appearance. */
  readonly variables: readonly string[];
  /** Variables that a rule names once. */
  readonly singles: readonly Variable[];
}

/** A clause that nobody has needed so far. */
export interface UnreadClause extends Item {
  readonly kind: 'unread';
  /** Of the relations that it derives. */
  readonly names: readonly string[];
  /** The clause, the same one each time; undefined when there is a mistake in it, which is reported. */
  read(reporter: Reporter): Clause | undefined;
}

export interface DirectiveItem extends Item {
  readonly kind: 'input' | 'output';
  readonly names: readonly TypeName[];
}

export interface IncludeItem extends Item {
  readonly kind: 'include';
  readonly path: string;
  readonly pathStart: number;
  readonly pathEnd: number;
}

export interface ComponentItem extends Item {
  readonly kind: 'component';
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly items: readonly ItemNode[];
}

/** `.init name = component`. */
export interface InitItem extends Item {
  readonly kind: 'init';
  readonly name: string;
  readonly component: TypeName;
}

export type ItemNode =
  | RelationItem
  | TypeItem
  | FunctorItem
  | Clause
  | UnreadClause
  | DirectiveItem
  | IncludeItem
  | ComponentItem
  | InitItem;
