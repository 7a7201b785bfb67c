/** The output formats of a report by name. */
import { renderGithub } from './render-github.js';
import { renderGitlab } from './render-gitlab.js';
import { renderJson } from './render-json.js';
import { renderJunit } from './render-junit.js';
import { renderMarkdown } from './render-markdown.js';
import { renderRdjson } from './render-rdjson.js';
import { renderSarif } from './render-sarif.js';
import { renderText } from './render-text.js';
import type { Report } from './report.js';
import { makeStyle, type Style } from './style.js';

export const formats = {
  text: (report: Report, style: Style = makeStyle()) => renderText(report, style),
  json: renderJson,
  sarif: renderSarif,
  github: renderGithub,
  gitlab: renderGitlab,
  junit: renderJunit,
  rdjson: renderRdjson,
  markdown: renderMarkdown,
} as const;

export type Format = keyof typeof formats;

export function isFormat(name: string): name is Format {
  return Object.hasOwn(formats, name);
}
