import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PublishedModule } from './releases.js';

/** A Go package with protobuf messages: its short name (`core.v1`), and its sources. */
export interface GoPackage {
  readonly name: string;
  readonly proto: string;
  readonly goFiles: readonly string[];
}

/** Where Go's module cache has a module, after downloading it when need be. */
function moduleDirectory(module: string, version: string): string {
  const output = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], {
    encoding: 'utf8',
  });
  const answer: unknown = JSON.parse(output);
  const directory = typeof answer === 'object' && answer !== null && 'Dir' in answer ? answer.Dir : undefined;
  if (typeof directory !== 'string') {
    throw new Error(`go mod download names no directory for ${module}@${version}: ${output}`);
  }
  return directory;
}

const isType = (file: string): boolean => file.endsWith('.go') && !/_test\.go$|\.pb\.go$|^zz_/u.test(file);

function packageAt(directory: string, name: string): GoPackage {
  return {
    name,
    proto: readFileSync(path.join(directory, 'generated.proto'), 'utf8'),
    goFiles: readdirSync(directory)
      .filter(isType)
      .sort()
      .map((file) => readFileSync(path.join(directory, file), 'utf8')),
  };
}

/** The folder itself and those below it that have message definitions. */
function packageFolders(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'generated.proto')
    .map((file) => path.dirname(file))
    .sort();
}

/** `core/v1` below the root `.` is `core.v1`; `v1` below `pkg/apis/meta` is `meta.v1`. */
function packageName(root: string, folder: string): string {
  const parts = [...(root === '.' ? [] : [path.basename(root)]), ...folder.split('/')];
  return parts.filter((part) => part !== '.').join('.');
}

export function readPackages(module: PublishedModule, version: string): readonly GoPackage[] {
  const directory = moduleDirectory(module.path, version);
  return module.roots
    .map((root) => [root, path.join(directory, root)] as const)
    .filter(([, folder]) => existsSync(folder))
    .flatMap(([root, folder]) =>
      packageFolders(folder).map((each) => packageAt(path.join(folder, each), packageName(root, each))),
    );
}
