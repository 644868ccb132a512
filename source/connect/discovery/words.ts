/** What variables stand for while words are read. */
export type Variables = ReadonlyMap<string, string>;

/** `$NAME`, `${NAME}`, `${NAME:-…}` of a shell and of systemd, `$(NAME)` of a pod's command. */
const variable = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?[-?=][^}]*)?\}|\(([A-Za-z_]\w*)\))/gu;

/** Replaces variables by their values, and those without one by nothing, as a shell does. */
export function expand(text: string, variables: Variables): string {
  return text.replace(
    variable,
    (_whole: string, plain?: string, braced?: string, bracketed?: string) =>
      variables.get(plain ?? braced ?? bracketed ?? '') ?? '',
  );
}

/** The pieces of a command line; a sign that fits nowhere, as a lone quote, is text. */
const piece =
  /(?<joint>\\\n)|\\(?<escaped>[^\n])|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|(?<blank>\s+)|(?<plain>[^\s\\'"]+|[\s\S])/gu;

/**
 * Splits a command line into its words as a shell and systemd do: blanks outside of quotes, `\` before a
 * character, `\` at a line end, and variables. Nothing is run: what a command would print stays as it is written.
 */
export function splitWords(text: string, variables: Variables): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const { groups = {} } of text.matchAll(piece)) {
    const { joint, escaped, single, double, blank, plain } = groups;
    if (blank !== undefined) {
      words.push(...(word === undefined ? [] : [word]));
      word = undefined;
    } else if (joint === undefined) {
      const quoted = double?.replaceAll(/\\([\s\S])/gu, '$1');
      const taken = escaped ?? single ?? expand(quoted ?? plain ?? '', variables);
      word = (word ?? '') + taken;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** `/usr/bin/etcd` → `etcd` */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `/etc/etcd/server.crt` → `/etc/etcd` */
export const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '/';

/**
 * The arguments of a program in a command that may be wrapped in others (`/bin/sh -c "exec nice etcd --name=a"`);
 * undefined when the command does not run it.
 */
export function argumentsOf(
  program: string,
  command: readonly string[],
  variables: Variables,
): readonly string[] | undefined {
  const script = /^(ba|da|a)?sh$/u.test(baseName(command[0] ?? '')) ? command.indexOf('-c') + 1 : 0;
  const words = script > 0 ? commandOf(program, command[script] ?? '', variables) : command;
  const start = words.findIndex((word) => baseName(word) === program);
  return start < 0 ? undefined : words.slice(start + 1);
}

/** The command of a script that runs the program with flags. A script runs others before it. */
function commandOf(program: string, script: string, variables: Variables): readonly string[] {
  const lines = script.replaceAll('\\\n', ' ').split('\n');
  const runs = new RegExp(`(?:^|[\\s/])${program}\\s+-`, 'u');
  const line = lines.find((text) => runs.test(text) && !text.trimStart().startsWith('#'));
  return splitWords(line ?? '', variables);
}
