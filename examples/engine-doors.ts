/**
 * Who may open which door, and why (not). The engine of Wesley as a library, on something that has nothing to do with
 * databases: `node dist/examples/engine-doors.js`.
 */
import { compile, FactSet, open, renderProof, renderWhyNot } from 'wesley/engine';

const rules = `
/// A person holds a role: directly, or through a team.
.decl member(person: symbol, role: symbol)
.decl in_team(person: symbol, team: symbol)
.decl team_role(team: symbol, role: symbol)
/// A role includes another one.
.decl includes(role: symbol, other: symbol)
.decl holds(person: symbol, role: symbol)
holds(P, R) :- member(P, R).
holds(P, R) :- in_team(P, T), team_role(T, R).
holds(P, S) :- holds(P, R), includes(R, S).

/// A door, and how many badges it wants to see.
.decl door(door: symbol, badges: number)
.decl opens(role: symbol, door: symbol)
.decl badge(person: symbol, id: symbol)
.decl suspended(person: symbol)

.decl may_open(person: symbol, door: symbol)
may_open(P, D) :-
    holds(P, R), opens(R, D), !suspended(P),
    door(D, Wanted), Badges = count : { badge(P, _) }, Badges >= Wanted.
`;

const facts = new FactSet()
  .addFrom({ file: 'staff.csv', line: 2 }, 'member', 'ada', 'engineer')
  .addFrom({ file: 'staff.csv', line: 3 }, 'in_team', 'ben', 'night shift')
  .addFrom({ file: 'staff.csv', line: 4 }, 'in_team', 'cleo', 'night shift')
  .add('team_role', 'night shift', 'guard')
  .add('includes', 'engineer', 'visitor')
  .add('includes', 'guard', 'visitor')
  .add('door', 'lobby', 0)
  .add('door', 'lab', 1)
  .add('door', 'vault', 2)
  .add('opens', 'visitor', 'lobby')
  .add('opens', 'engineer', 'lab')
  .add('opens', 'guard', 'lab')
  .add('opens', 'guard', 'vault')
  .add('badge', 'ada', 'A-1')
  .add('badge', 'ben', 'B-1')
  .add('badge', 'ben', 'B-2')
  .add('badge', 'cleo', 'C-1')
  .addFrom({ file: 'incidents.csv', line: 9 }, 'suspended', 'cleo');

const { program, diagnostics } = compile([{ file: 'doors.dl', text: rules }]);
if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
const session = open(program, facts);

title('Who may open what');
for (const [person, door] of session.rows('may_open')) console.log(`${person} may open the ${door}`);

title('Why may ben open the vault?');
const proof = session.why('may_open', ['ben', 'vault']);
if (proof !== undefined) console.log(renderProof(proof));

title('Why may cleo not open the lab?');
console.log(renderWhyNot(session.whyNot('may_open', ['cleo', 'lab'])));

title('And ada the vault?');
console.log(renderWhyNot(session.whyNot('may_open', ['ada', 'vault'])));

title('The suspension of cleo ends, and ben hands in a badge');
const { inserted, deleted } = session.update({
  delete: new FactSet().add('suspended', 'cleo').add('badge', 'ben', 'B-2'),
});
for (const [person, door] of inserted.get('may_open') ?? []) console.log(`+ ${person} may open the ${door}`);
for (const [person, door] of deleted.get('may_open') ?? []) console.log(`- ${person} may open the ${door}`);

function title(text: string): void {
  console.log(`\n${text}\n`);
}
