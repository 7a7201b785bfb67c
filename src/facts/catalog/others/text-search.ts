/** Text search parsers, templates, dictionaries and configurations. */
import { functionName, notMember, ownership, qualified, userSchema } from '../sql.js';
import type { OtherKind } from './kind.js';

const named = (catalog: string, prefix: string, oid: string) =>
  `(select ${qualified('zn.nspname', `z.${prefix}name`)} from ${catalog} z join pg_namespace zn on zn.oid = z.${prefix}namespace where z.oid = ${oid})`;

function kind(
  word: string,
  catalog: OtherKind['catalog'],
  prefix: string,
  create: string,
  owner: string | null,
  more = 'null',
): OtherKind {
  const address = `TEXT SEARCH ${word.toUpperCase()}`;
  return {
    kind: `text search ${word}`,
    catalog,
    sql: () => `
select t.oid::int8 as oid, x.id, 'CREATE ${address} ' || x.id || ' (' || ${create} || ')' as create, ${more} as more,
  'DROP ${address} ' || x.id as drop ${owner === null ? '' : `, ${ownership(owner, null, 'r')}`}
from ${catalog} t join pg_namespace n on n.oid = t.${prefix}namespace, lateral (select ${qualified('n.nspname', `t.${prefix}name`)} as id) x
where ${userSchema()} and ${notMember(catalog, 't.oid')}`,
  };
}

export const textSearchKinds: readonly OtherKind[] = [
  kind(
    'parser',
    'pg_ts_parser',
    'prs',
    `concat_ws(', ', 'START = ' || ${functionName('t.prsstart')}, 'GETTOKEN = ' || ${functionName('t.prstoken')}, 'END = ' || ${functionName('t.prsend')}, 'LEXTYPES = ' || ${functionName('t.prslextype')}, 'HEADLINE = ' || ${functionName('t.prsheadline')})`,
    null,
  ),
  kind(
    'template',
    'pg_ts_template',
    'tmpl',
    `concat_ws(', ', 'INIT = ' || ${functionName('t.tmplinit')}, 'LEXIZE = ' || ${functionName('t.tmpllexize')})`,
    null,
  ),
  kind(
    'dictionary',
    'pg_ts_dict',
    'dict',
    `concat_ws(', ', 'TEMPLATE = ' || ${named('pg_ts_template', 'tmpl', 't.dicttemplate')}, t.dictinitoption)`,
    't.dictowner',
  ),
  kind(
    'configuration',
    'pg_ts_config',
    'cfg',
    `'PARSER = ' || ${named('pg_ts_parser', 'prs', 't.cfgparser')}`,
    't.cfgowner',
    `array(select 'ALTER TEXT SEARCH CONFIGURATION ' || x.id || ' ADD MAPPING FOR ' || quote_ident(y.alias) || ' WITH '
      || string_agg(${named('pg_ts_dict', 'dict', 'm.mapdict')}, ', ' order by m.mapseqno)
    from pg_ts_config_map m join ts_token_type(t.cfgparser) y on y.tokid = m.maptokentype where m.mapcfg = t.oid group by y.alias order by y.alias)`,
  ),
];
