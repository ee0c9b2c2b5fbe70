import { uncached } from './uncached';
import { Answer, Question } from './http';
import { Target } from './target';

/** Asks the proxy to begin a sign-in, with this query; with headers of one's own at an address of its own. Where that fails behind the edge, nothing was said. */
export async function startSignIn({ table, ask }: Target, query = 'rd=/', question?: Question): Promise<Answer> {
  const url = `https://${table.signOn.host}/oauth2/start?${query}`;
  const answer = await ask(question === undefined ? url : uncached(url), question);
  if (answer.status >= 500) throw new Error(`${url} answers ${answer.status}`);
  return answer;
}
