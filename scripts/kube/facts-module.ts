import { modules, presenceRelease, releases } from './releases.js';

const quoted = (text: string): string => `'${text}'`;

/** As the formatter would have it: a name that is an identifier has no quotes. */
const property = (name: string): string => (/^[a-z]\w*$/iu.test(name) ? name : quoted(name));

/** Words in lines of a comment. */
function filled(words: readonly string[]): string {
  const lines = [''];
  for (const word of words) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= 100) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines.map((line) => ` *   ${line}`).join('\n');
}

function header(): string {
  return `/**
 * Facts about the messages that an API server stores. Made by scripts/generate-kube.ts; do not edit.
 *
 * Read from the published Go types of the modules
${filled(modules.map(({ path }) => path))}
 * in the releases
${filled(releases)}
 * One table serves them all: in none of them was a number used again for something else. How empty values
 * are printed is taken from ${presenceRelease}.
 *
 * One message to a line: its name, then its fields in the order of their numbers, with commas between.
 * A field is \`[number]name type[flags]\`; without a number it has the one after the field before it.
 * Types: s string, i int32, l int64, b bool, y bytes, d double, otherwise a message, of the same package
 * where none is named; \`[\` before a type makes it a list, \`{\` a map with string keys.
 * Flags: * a pointer, ? left out when empty (omitempty), ~ its fields stand in the message itself (inline).
 * \`Name=package\`: the line reads as that of the same message in that package.
 */`;
}

/** `v0.16.15` is of Kubernetes 1.16. */
const kubernetesVersion = (release = ''): string => release.replace(/^v0\.(\d+)\..*$/u, '1.$1');

/** The text of `source/kube/facts.ts`. */
export function factsModule(
  packages: ReadonlyMap<string, string>,
  groups: ReadonlyMap<string, string>,
): string {
  const groupLines = [...groups].toSorted().map(([group, name]) => `  ${property(group)}: ${quoted(name)},`);
  const packageLines = [...packages].map(([name, text]) => `  ${property(name)}: \`\n${text}\n\`,`);
  const range = `${kubernetesVersion(releases[0])} to ${kubernetesVersion(releases.at(-1))}`;
  return `${header()}

/** The versions of Kubernetes whose kinds are here. */
export const kubernetesVersions = ${quoted(range)};

/** The package of an API group, without its version. */
export const groupPackages: Readonly<Record<string, string>> = {
${groupLines.join('\n')}
};

/** The messages of each package. */
export const packageFacts: Readonly<Record<string, string>> = {
${packageLines.join('\n')}
};
`;
}
