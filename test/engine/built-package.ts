/**
 * The engine as somebody else gets it: compiled with the settings of the build into a package of its own, in a folder
 * where no other package can be found.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/paths.js';

export interface BuiltPackage {
  /** Folder of the user. */
  readonly folder: string;
  /** Folder of the package `wesley` in it. */
  readonly wesley: string;
  /** Writes a file of the user. */
  write(name: string, text: string): void;
  /** Compiles files of the user strictly, without the types of Node; the compiler's complaints. */
  compile(files: readonly string[]): string;
  /** Runs a JavaScript file with Node; its output. */
  run(file: string, ...flags: string[]): string;
  close(): void;
}

const compiler = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');

/** Builds the engine. */
export function buildPackage(): BuiltPackage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wesley-engine-')));
  const wesley = join(folder, 'node_modules', 'wesley');
  mkdirSync(wesley, { recursive: true });
  cpSync(join(packageRoot, 'package.json'), join(wesley, 'package.json'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const json = (name: string, value: unknown): void => write(name, JSON.stringify(value, undefined, 2));
  json('package.json', { name: 'consumer', type: 'module' });
  json('tsconfig.build.json', {
    extends: join(packageRoot, 'tsconfig.json'),
    compilerOptions: {
      rootDir: packageRoot,
      outDir: join(wesley, 'dist'),
      incremental: false,
      typeRoots: [join(packageRoot, 'node_modules', '@types')],
    },
    include: [join(packageRoot, 'src', 'engine', 'index.ts')],
  });
  const node = (...args: string[]): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  };
  const built = node(compiler, '-p', 'tsconfig.build.json', '--pretty', 'false');
  if (built.status !== 0) throw new Error(`the engine does not compile:\n${built.output}`);
  return {
    folder,
    wesley,
    write,
    compile(files) {
      json('tsconfig.json', {
        compilerOptions: {
          target: 'ES2022',
          lib: ['ES2023', 'DOM'],
          module: 'NodeNext',
          moduleResolution: 'NodeNext',
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          types: [],
        },
        files,
      });
      return node(compiler, '-p', 'tsconfig.json', '--pretty', 'false').output;
    },
    run(file, ...flags) {
      const { status, output } = node(...flags, file);
      if (status !== 0) throw new Error(`${file} ended with ${status}:\n${output}`);
      return output;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
