/**
 * An audit of packages: which advisories reach an application, along which ways, and what would mend it. The engine of
 * Wesley as a library: `node dist/examples/engine-packages.js`.
 */
import {
  checkProof,
  compile,
  FactSet,
  proofToJson,
  renderProof,
  renderWhyNot,
  solve,
  term,
} from 'wesley/engine';

const rules = `
.type Package = P { name: symbol, version: number }
.decl depends(from: Package, on: Package)
.decl licence(of: Package, licence: symbol)
/// Versions below "fixed" are affected.
.decl advisory(id: symbol, name: symbol, fixed: number)
.decl accepted(id: symbol, in_app: symbol)
.decl allowed(licence: symbol)

.decl uses(app: Package, package: Package)
uses(A, B) :- depends(A, B).
uses(A, C) :- uses(A, B), depends(B, C).

.decl affected(app: symbol, id: symbol, package: Package)
affected(App, Id, $P(Name, Version)) :-
    uses($P(App, V), $P(Name, Version)), !depends(_, $P(App, V)),
    advisory(Id, Name, Fixed), Version < Fixed, !accepted(Id, App).

/// The lowest version that mends all advisories of a package.
.decl upgrade(name: symbol, to: number)
upgrade(Name, To) :- affected(_, _, $P(Name, _)), To = max F : { advisory(_, Name, F) }.

.decl bad_licence(package: Package, licence: symbol)
bad_licence(P, L) :- licence(P, L), !allowed(L).
`;

const at = (name: string, version: number) => term('P', name, version);
const facts = new FactSet()
  .add('depends', at('shop', 1), at('web', 7))
  .add('depends', at('shop', 1), at('mail', 2))
  .add('depends', at('web', 7), at('parse', 3))
  .add('depends', at('mail', 2), at('parse', 3))
  .add('depends', at('parse', 3), at('regex', 1))
  .addFrom({ file: 'advisories.json', line: 12 }, 'advisory', 'A-1', 'parse', 4)
  .addFrom({ file: 'advisories.json', line: 30 }, 'advisory', 'A-2', 'regex', 2)
  .addFrom({ file: 'advisories.json', line: 41 }, 'advisory', 'A-3', 'parse', 5)
  .add('accepted', 'A-2', 'shop')
  .add('licence', at('web', 7), 'MIT')
  .add('licence', at('regex', 1), 'unknown')
  .add('allowed', 'MIT');

const { program, diagnostics } = compile([{ file: 'audit.dl', text: rules }]);
if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
const solution = solve(program, facts);

console.log('Advisories that reach an application:');
for (const [app, id] of solution.rows('affected')) console.log(`  ${id} in ${app}`);
for (const [name, to] of solution.rows('upgrade')) console.log(`  upgrade ${name} to ${to}`);

console.log('\nThe ways to A-1:');
const question = ['shop', 'A-1', at('parse', 3)];
const { found, complete } = solution.proofs('affected', question);
for (const proof of found) console.log(`\n${renderProof(proof)}`);
console.log(complete ? '\nThere are no others.' : '\nThere are more.');

console.log('\nWhy is A-2 not in the list?');
console.log(renderWhyNot(solution.whyNot('affected', ['shop', 'A-2', undefined])));

console.log('\nDoes the proof hold? Somebody else may check:');
const [proof] = found;
if (proof !== undefined) {
  const { root, steps } = proofToJson(proof);
  console.log(JSON.stringify(checkProof(program, facts, proof)), `${steps.length} steps, named ${root}`);
  const doubtful = new FactSet().add('accepted', 'A-1', 'shop');
  facts.forEach((relation, tuple) => {
    doubtful.add(relation, ...tuple);
  });
  console.log(JSON.stringify(checkProof(program, doubtful, proof)));
}
