/** `@[...]` and `///` before an item, `@![...]` and `//!` inside it: read into metadata. */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { AnnotationValue, Metadata } from './ast.js';
import type { Cursor } from './cursor.js';

/** Documentation and annotations in front of an item. */
export function parseMetadata(cursor: Cursor): Metadata {
  if (cursor.kind === 'name' || cursor.kind === 'directive') return none;
  const found = new Collected();
  for (;;) {
    if (cursor.kind === 'doc') found.docs.push(cursor.take().text);
    else if (cursor.kind === 'inner-doc') {
      const message = '`//!` may stand only after `:-` or `{`.';
      cursor.reporter.error('dl/syntax', message, cursor.source.span(cursor.start, cursor.end), {
        fix: { text: 'Write `//` for a comment, or `///` to document the item that follows.' },
      });
      cursor.skip();
    } else if (cursor.is('@[')) found.add(cursor);
    else return found.metadata();
  }
}

/** Documentation and annotations after `:-` or `{`: they belong to what they stand in. */
export function parseInnerMetadata(cursor: Cursor): Metadata {
  if (cursor.kind === 'name') return none;
  const found = new Collected();
  for (;;) {
    if (cursor.kind === 'inner-doc') found.docs.push(cursor.take().text);
    else if (cursor.is('@![')) found.add(cursor);
    else return found.metadata();
  }
}

/** Both together; what stands inside is added. */
export function joinMetadata(outer: Metadata, inner: Metadata): Metadata {
  if (inner.doc === '' && inner.annotations.size === 0) return outer;
  return {
    doc: [outer.doc, inner.doc].filter((doc) => doc !== '').join('\n'),
    annotations: new Map([...outer.annotations, ...inner.annotations]),
    annotationSpans: new Map([...outer.annotationSpans, ...inner.annotationSpans]),
  };
}

const none: Metadata = { doc: '', annotations: new Map(), annotationSpans: new Map() };

class Collected {
  readonly docs: string[] = [];
  private readonly annotations = new Map<string, AnnotationValue>();
  private readonly spans = new Map<string, Span>();

  metadata(): Metadata {
    return { doc: this.docs.join('\n'), annotations: this.annotations, annotationSpans: this.spans };
  }

  /** Reads one annotation. The spans of its keys are kept as `name.key`. */
  add(cursor: Cursor): void {
    const { start } = cursor.take();
    if (cursor.kind !== 'name') cursor.unexpected('the name of an annotation');
    const { text: name } = cursor.take();
    let value: AnnotationValue = true;
    const keys = new Map<string, Span>();
    if (cursor.accept('=')) value = annotationValue(cursor);
    else if (cursor.accept('(')) value = annotationFields(cursor, name, keys);
    if (!cursor.accept(']')) failAtAnnotation(cursor, name);
    const span = cursor.source.span(start, cursor.lastEnd);
    const earlier = this.spans.get(name);
    if (earlier !== undefined) {
      cursor.reporter.error('dl/duplicate-annotation', `\`@[${name}]\` stands here twice.`, span, {
        related: [{ label: 'the first one', span: earlier }],
      });
    }
    this.annotations.set(name, value);
    this.spans.set(name, span);
    for (const [key, place] of keys) this.spans.set(key, place);
  }
}

function failAtAnnotation(cursor: Cursor, name: string): never {
  const fix = cursor.isAfterText
    ? { text: 'A `"` inside a text is written `\\"`.' }
    : { text: 'An annotation has one value, or keys in parentheses:', code: `@[${name}(key = "value")]` };
  return cursor.unexpected(`\`]\` to close \`@[${name}\``, fix);
}

function annotationFields(cursor: Cursor, annotation: string, spans: Map<string, Span>): AnnotationValue {
  const fields = new Map<string, AnnotationValue>();
  while (!cursor.is(')')) {
    if (cursor.kind !== 'name') cursor.unexpected(`a key of \`@[${annotation}(...)]\``);
    const key = cursor.take();
    const span = cursor.source.span(key.start, key.end);
    if (fields.has(key.text)) {
      const message = `\`${key.text}\` stands twice in \`@[${annotation}]\`.`;
      cursor.reporter.error('dl/duplicate-annotation', message, span);
    }
    spans.set(`${annotation}.${key.text}`, span);
    fields.set(key.text, cursor.accept('=') ? annotationValue(cursor) : true);
    if (!cursor.accept(',')) break;
  }
  cursor.expect(')', `to close \`@[${annotation}(\``);
  return Object.fromEntries(fields);
}

function annotationValue(cursor: Cursor): AnnotationValue {
  if (cursor.accept('[')) {
    const list: AnnotationValue[] = [];
    while (!cursor.is(']')) {
      cursor.enter();
      list.push(annotationValue(cursor));
      cursor.leave();
      if (!cursor.accept(',')) break;
    }
    cursor.expect(']', 'to close the list');
    return list;
  }
  const negative = cursor.accept('-');
  const { kind, text } = cursor;
  if (kind === 'number' || kind === 'float') {
    cursor.skip();
    return negative ? -Number(text) : Number(text);
  }
  if (kind === 'string') {
    const parts = [cursor.take().text];
    while (cursor.kind === 'string') parts.push(cursor.take().text);
    return parts.join('');
  }
  if (kind === 'name') {
    cursor.skip();
    return text === 'true' ? true : text === 'false' ? false : text;
  }
  const fix = cursor.is('{')
    ? { text: 'Keys stand in parentheses:', code: '@[name(key = "value")]' }
    : undefined;
  return cursor.unexpected('a text, a number, `true`, `false`, a word or a list', fix);
}
