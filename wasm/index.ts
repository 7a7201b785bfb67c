/** The door to the WASM SQL parser: the only code that touches libpg-query. It is loaded when the first text is parsed. */
export type * from 'libpg-query';
export { closingParenthesis, isNamePart, skipBlank, skipQuoted, splitAtCommas } from './lexer.js';
export { type ParsedSql, type ParsedStatement, parsePlpgsql, parseSql, type SqlProblem } from './parse.js';
export { type Piece, splitPieces, splitStatements } from './split.js';
