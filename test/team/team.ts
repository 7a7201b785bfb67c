/** A place with rules of a team, for tests. */
import { Workplace } from '../cli/command-line.js';

export class TeamPlace extends Workplace {
  /** Writes the configuration; `namespace` and `rules` unless other keys say so. */
  configure(more: Record<string, unknown> = {}): void {
    this.write('wesley.config.json', JSON.stringify({ namespace: 'acme', ruleFolders: 'rules', ...more }));
  }

  /** Writes the file of a rule. */
  rule(name: string, text: string): void {
    this.write(`rules/${name}/rule.dl`, text);
  }
}

/** A rule that reports every dropped column; `more` stands before it in the file. */
export function reporting(id: string, more = '', severity = 'warning'): string {
  return `${more}
/// A column goes. More.
@[rule(severity = "${severity}")]
@[message = "{Table} loses {Column}"]
finding("${id}", Stmt, cat(Table, ".", Column)) :- stmt_drops_column(Stmt, Table, Column, _).
`;
}
