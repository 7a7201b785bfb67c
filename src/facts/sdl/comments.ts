/** Comments of GraphQL documents. */

/** Offsets of one `# comment`, without the end of its line. */
export interface SdlComment {
  readonly start: number;
  readonly end: number;
}

const token = /"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n\r]*/g;

/** All comments, in order: none in strings. Linear in the length of the text. */
export function sdlComments(text: string): SdlComment[] {
  return [...text.matchAll(token)].flatMap(({ 0: found, index }) =>
    found.startsWith('#') ? [{ start: index, end: index + found.trimEnd().length }] : [],
  );
}
