import { Answer, Question } from './http';
import { Target } from './target';
import { uncached } from './uncached';

/**
 * Start a sign-in at the proxy with this query. A request with headers gets a unique address. Throws if the proxy
 * fails.
 */
export async function startSignIn({ table, ask }: Target, query = 'rd=/', question?: Question): Promise<Answer> {
  const url = `https://${table.signOn.host}/oauth2/start?${query}`;
  const answer = await ask(question === undefined ? url : uncached(url), question);
  if (answer.status >= 500) throw new Error(`${url} answers ${answer.status}`);
  return answer;
}
