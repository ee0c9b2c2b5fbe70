import { isCancel, select, text } from '@clack/prompts';
import { Answers, problemOf, Question } from './questions';

/** Thrown when a person ends the questions with Ctrl-C or Escape. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled: nothing was written');
  }
}

/** Ask a question on the terminal, again until the answer is a good one. */
export async function ask(question: Question, answers: Answers): Promise<string> {
  const { message, choices, example } = question;
  const usual = question.usual?.(answers);
  const answer = choices
    ? await select({
        message,
        options: Object.entries(choices).map(([value, label]) => ({ value, label: `${value}: ${label}` })),
      })
    : await text({
        message,
        placeholder: usual ?? `such as ${example}`,
        defaultValue: usual,
        validate: (value) => problemOf(question, value || (usual ?? ''), answers),
      });
  if (isCancel(answer)) throw new Cancelled();
  return answer;
}
