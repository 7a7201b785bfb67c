/** Runs a command line inside the test: what it prints, and how it ends. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../src/cli/run.js';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder for one test with files in it. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'wesley-cli-'));

  /** Writes a file and returns its name. */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return name;
  }

  /** Runs `wesley` here, in a terminal where there are columns. */
  async wesley(
    args: readonly string[],
    more: { env?: Record<string, string>; stdin?: string; columns?: number } = {},
  ): Promise<Ended> {
    let out = '';
    let err = '';
    const code = await run(args, {
      cwd: this.folder,
      env: more.env ?? {},
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      stdin: async () => new TextEncoder().encode(more.stdin ?? ''),
      outTty: more.columns !== undefined,
      errTty: more.columns !== undefined,
      columns: more.columns,
      stopGently: () => ({ stop: new AbortController().signal, cancel: new AbortController().signal }),
    });
    return { code, out, err };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
