import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ask } from './ask';
import { filesOf, NAMES } from './files';
import { Answers, problemOf, Question, QUESTIONS } from './questions';
import { CannotWrite } from '../outputs';
import { printable } from '../verify/printable';

type InitFlags = { readonly [key in Question['key']]?: string } & { readonly yes?: boolean };

/** The command `init`: write a folder with a program, its test, and what the commands need. */
export function initCommand(done: () => void): Command {
  const command = new Command('init')
    .description('write an infrastructure folder: a program that synthesizes a sign-on, its test, and what they need')
    .argument('[folder]', 'where to write', '.');
  for (const { flag, help, example, choices, usual } of QUESTIONS) {
    const about = choices
      ? `; one of ${Object.keys(choices).join(', ')}`
      : usual
        ? ` (default: ${usual({})})`
        : `, such as ${example}`;
    command.option(`${flag} <value>`, `${help}${about}`);
  }
  return command
    .option('--yes', 'ask nothing: take the defaults for what is not given')
    .addHelpText(
      'after',
      '\nOn a terminal, what is not given is asked. No secret is asked for, and none is written. A file that is ' +
        'there is never overwritten.',
    )
    .action(async (folder: string, flags: InitFlags) => {
      refuseTaken(folder);
      const files = filesOf(path.basename(path.resolve(folder)), await answersOf(flags));
      write(folder, files);
      process.stdout.write(
        `Written to ${printable(folder)}: ${[...files.keys()].join(', ')}\n\nNext:\n` +
          `${folder === '.' ? '' : `  cd ${printable(folder)}\n`}  npm install\n  npm test\n  npx tsx main.ts\n\n` +
          'README.md says how to put it to work.\n',
      );
      done();
    });
}

/** Refuse a folder that has one of the files already, before anything is asked. */
function refuseTaken(folder: string): void {
  const there = fs.statSync(folder, { throwIfNoEntry: false });
  if (there && !there.isDirectory()) {
    throw new InvalidArgumentError(`${folder} is no folder; fix: name another`);
  }
  const taken = NAMES.filter((name) => fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false }));
  if (taken.length > 0) {
    throw new InvalidArgumentError(
      `${folder} has ${taken.join(', ')} already, and nothing is overwritten; fix: name a new folder, such as ` +
        `cdk8s-monitoring-sso init my-monitoring`,
    );
  }
}

/** The answers that are given as options, asked for, or usual, in this order. */
async function answersOf(flags: InitFlags): Promise<Answers> {
  checkOptions(flags);
  const asks = process.stdin.isTTY === true && process.stdout.isTTY === true && !flags.yes;
  const answers: { [key in Question['key']]?: string } = {};
  const missing: Question[] = [];
  for (const question of QUESTIONS) {
    const { key, usual } = question;
    const given = flags[key];
    // Without an identity provider it is not known what else is missing.
    if (dependsOnProvider(question) && missing.some((each) => each.key === 'identityProvider')) continue;
    if (given !== undefined) answers[key] = checkedOption(question, given, answers);
    else if (!isAsked(question, answers)) continue;
    else if (asks) answers[key] = await ask(question, answers);
    else if (usual && flags.yes) answers[key] = usual(answers);
    else missing.push(question);
  }
  if (missing.length > 0) throw new InvalidArgumentError(whatIsMissing(missing, flags));
  return answers;
}

const dependsOnProvider = (question: Question): boolean =>
  question.isAsked !== undefined || question.dependsOnProvider === true;

const isAsked = (question: Question, answers: Answers): boolean => question.isAsked?.(answers) ?? true;

/** Refuse wrong options before anything is asked, as far as the options say what they depend on. */
function checkOptions(flags: InitFlags): void {
  for (const question of QUESTIONS) {
    const given = flags[question.key];
    const isSettled = flags.identityProvider !== undefined || !dependsOnProvider(question);
    if (given !== undefined && isSettled) checkedOption(question, given, flags);
  }
}

function checkedOption(question: Question, value: string, answers: Answers): string {
  const { flag } = question;
  if (!isAsked(question, answers)) {
    throw new InvalidArgumentError(
      `${flag} has no meaning with --identity-provider ${answers.identityProvider}; fix: remove it`,
    );
  }
  const problem = problemOf(question, value, answers);
  if (problem !== undefined) throw new InvalidArgumentError(`${flag} ${JSON.stringify(value)}: ${problem}`);
  return value;
}

/** The answers without a terminal. */
function whatIsMissing(missing: readonly Question[], { yes }: InitFlags): string {
  const needed = missing.filter(({ usual }) => usual === undefined);
  const options = needed.map(
    ({ flag, choices, example }) => `${flag} ${choices ? Object.keys(choices).join('|') : example}`,
  );
  if (!yes) options.push('--yes');
  return `${yes ? 'some answers have no default' : 'there is no terminal to ask on'}; fix: give ${options.join(', ')}`;
}

/** Write all files, each of them new. */
function write(folder: string, files: ReadonlyMap<string, string>): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) fs.writeFileSync(path.join(folder, name), text, { flag: 'wx' });
  } catch (error) {
    throw new CannotWrite((error as Error).message);
  }
}
