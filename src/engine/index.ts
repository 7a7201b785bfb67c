/**
 * A Datalog engine: a typed subset of Soufflé's language, semi-naive evaluation, edits of facts, and a proof for every
 * derived tuple. It loads nothing but itself and runs wherever JavaScript does. docs/engine/README.md is its guide.
 *
 *   compile, compileGoal     text → a checked program, or diagnostics with places; a question on top of it
 *   FactSet, term            facts and terms to give
 *   solve, open              program + facts → a solution; a session, whose facts may be edited
 *   why, proofs, whyNot      of a solution: one proof, several, and why something does not hold
 *   renderProof, renderWhyNot, proofToJson, whyNotToJson, proofFacts   explanations as text, as data, as facts
 *   checkProof               whether a proof holds, without trust in whoever made it
 *   EngineError, Limits      what goes wrong, with a code; what an evaluation may use
 *
 *   const { program, diagnostics } = compile([{ file: 'rules.dl', text }]);
 *   const solution = solve(program, new FactSet().add('edge', 'a', 'b'));
 *   solution.rows('path'); solution.why('path', ['a', 'b']); solution.whyNot('path', ['b', 'a']);
 */

export type { Diagnostic, Fix, Related, Severity, Span } from '../diagnostics/diagnostic.js';
export {
  type ColumnInfo,
  type Compilation,
  type CompileOptions,
  type ComponentClause,
  type ComponentInfo,
  compile,
  type Program,
  type RelationInfo,
  type Source,
} from './compile.js';
export {
  constantsOf,
  type RuleReads,
  rulesAndReads,
  type TypeInfo,
  typesOf,
  type Vocabulary,
  valuesOf,
  vocabularyOf,
} from './describe.js';
export { defaultLimits, EngineError, type Limits } from './errors.js';
export type { EvaluationOptions } from './evaluation/database.js';
export type { LiteralProfile, RuleProfile } from './evaluation/profile.js';
export {
  type CheckProofOptions,
  checkProof,
  type ProofCheck,
  proofChecker,
} from './explanation/check-proof.js';
export {
  type PremiseJson,
  type ProofJson,
  type ProofStepJson,
  proofDeclarations,
  proofFacts,
  proofId,
  proofToJson,
  tupleId,
} from './explanation/identity.js';
export {
  type AbsentPremise,
  type AggregatePremise,
  type Contribution,
  type DerivedProof,
  type FactProof,
  type HoldsPremise,
  type Premise,
  type Proof,
  premiseText,
} from './explanation/proof.js';
export {
  drawLines,
  type ExplanationLine,
  proofLines,
  type RenderOptions,
  type RenderWhyNotOptions,
  renderProof,
  renderWhyNot,
  whyNotLines,
} from './explanation/render.js';
export type { Proofs, ProofsOptions } from './explanation/several.js';
export type { Missing, RuleWhyNot, WhyNot, WhyNotOptions } from './explanation/why-not.js';
export {
  type MissingJson,
  type RuleWhyNotJson,
  type WhyNotJson,
  whyNotToJson,
} from './explanation/why-not-json.js';
export { FactSet, type FactSource, type Facts, showFact } from './facts.js';
export { compileGoal, type Goal, type GoalCompilation, goalFile, missingDeclarations } from './goal.js';
export type { HeadArgument, RuleInfo } from './ir.js';
export {
  type Annotated,
  type AnnotationSchema,
  type AnnotationShape,
  checkAnnotations,
  type ValueShape,
} from './language/annotation-schema.js';
export type { Annotations, AnnotationValue } from './language/ast.js';
export type { PlacedConstant } from './language/constants.js';
export { type FormatOptions, type Formatted, formatRules } from './language/format.js';
export type { IncludeReader } from './language/include.js';
export { strictLints } from './language/level.js';
export { type Changes, type Edit, open, type Session, type SessionOptions, type Tuples } from './session.js';
export { type Solution, type SolveOptions, type Statistics, solve } from './solve.js';
export { compareTuples, compareValues, showValue, type Term, term, type Value } from './value.js';
