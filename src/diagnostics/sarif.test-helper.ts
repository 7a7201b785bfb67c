/** What SARIF 2.1.0 (OASIS, section 3) demands of the parts that a report has; any other property is a mistake. */
import { Ajv } from 'ajv';

const text = { type: 'string' } as const;
const level = { enum: ['none', 'note', 'warning', 'error'] } as const;

function whole(minimum: number) {
  return { type: 'integer', minimum } as const;
}

function list(of: string, more: { minItems?: number; uniqueItems?: boolean } = {}) {
  return { type: 'array', items: ref(of), ...more } as const;
}

function ref(name: string) {
  return { $ref: `#/definitions/${name}` } as const;
}

function object(properties: Record<string, object>, ...required: string[]) {
  return { type: 'object', additionalProperties: false, properties, required } as const;
}

const texts = { type: 'object', additionalProperties: text } as const;
/** A URI reference: no blanks, nothing beyond ASCII, % only before two digits. */
const uri = { type: 'string', pattern: "^(?:[\\w.~:/?#@!$&'()*+,;=\\[\\]-]|%[0-9A-F]{2})*$" } as const;

const schema = {
  ...object({ $schema: uri, version: { const: '2.1.0' }, runs: list('run') }, 'version', 'runs'),
  definitions: {
    run: object(
      {
        tool: object({ driver: ref('driver') }, 'driver'),
        columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
        automationDetails: object({ id: text }),
        invocations: {
          type: 'array',
          items: object({ executionSuccessful: { type: 'boolean' } }, 'executionSuccessful'),
        },
        artifacts: list('artifact', { uniqueItems: true }),
        results: list('result'),
      },
      'tool',
    ),
    driver: object(
      { name: text, version: text, semanticVersion: text, rules: list('rule', { uniqueItems: true }) },
      'name',
    ),
    rule: object(
      {
        id: text,
        shortDescription: ref('says'),
        fullDescription: ref('says'),
        help: ref('says'),
        defaultConfiguration: object({ level }),
        properties: {
          type: 'object',
          properties: { tags: { type: 'array', items: text, uniqueItems: true } },
        },
      },
      'id',
    ),
    says: object({ text, markdown: text }, 'text'),
    artifact: object({ location: ref('artifactLocation'), hashes: texts }),
    artifactLocation: object({ uri }),
    result: object(
      {
        ruleId: text,
        ruleIndex: whole(-1),
        level,
        message: ref('says'),
        locations: list('location'),
        relatedLocations: list('location', { uniqueItems: true }),
        codeFlows: list('codeFlow'),
        partialFingerprints: texts,
        suppressions: list('suppression', { uniqueItems: true }),
      },
      'message',
    ),
    location: object({ id: whole(-1), message: ref('says'), physicalLocation: ref('physicalLocation') }),
    physicalLocation: object(
      { artifactLocation: ref('artifactLocation'), region: ref('region') },
      'artifactLocation',
    ),
    region: object({
      startLine: whole(1),
      startColumn: whole(1),
      endLine: whole(1),
      endColumn: whole(1),
      charOffset: whole(0),
      charLength: whole(0),
    }),
    codeFlow: object({ threadFlows: list('threadFlow', { minItems: 1 }) }, 'threadFlows'),
    threadFlow: object({ locations: list('threadFlowLocation', { minItems: 1 }) }, 'locations'),
    threadFlowLocation: object({ location: ref('location'), nestingLevel: whole(0) }),
    suppression: object(
      {
        kind: { enum: ['inSource', 'external'] },
        status: { enum: ['accepted', 'underReview', 'rejected'] },
        justification: text,
      },
      'kind',
    ),
  },
};

const validate = new Ajv({ allErrors: true, strict: false }).compile<Log>(schema);

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
  }[];
}

/** What is wrong with a SARIF log; also results whose index is not that of their rule. */
export function sarifProblems(log: string): string[] {
  const read: unknown = JSON.parse(log);
  if (!validate(read)) {
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }
  return read.runs.flatMap(({ tool, results }) =>
    results.flatMap(({ ruleId, ruleIndex }, at) =>
      tool.driver.rules[ruleIndex]?.id === ruleId
        ? []
        : [`result ${at}: the rule ${ruleIndex} is not ${ruleId}`],
    ),
  );
}
