/** What the server answered with: a typed error of a mutation, or a fault. `code` is a constant, `message` is for people, `status` is HTTP's. */
export class Refusal extends Error {
  constructor(message, { code = '', status = 0, field = '', retryAfter = 0, missingParts = [] } = {}) {
    super(message);
    Object.assign(this, { code, status, field, retryAfter, missingParts });
  }
  /** Worth trying again by itself: the connection, the server or its patience failed, not the request. */
  get isPassing() { return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500; }
}

/** The session has ended: nothing is lost, and one goes on after signing in. */
export const signedOut = () => new Refusal('You are signed out. Sign in again, then go on.', { code: 'NOT_SIGNED_IN', status: 401 });

/**
 * One GraphQL operation with the session's cookie.
 * @returns {Promise<any>} `data`
 * @throws {Refusal}
 */
export async function graphql(query, variables, signal) {
  let response, body;
  try {
    response = await fetch('/graphql', {
      method: 'POST', signal, credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    body = await response.json().catch(() => null);
  } catch (fault) {
    if (signal?.aborted) throw signal.reason;
    throw new Refusal('Concerto could not be reached.');
  }
  const retryAfter = Number(response.headers.get('retry-after')) || 0;
  const [error] = body?.errors ?? [];
  const { code = '', number } = error?.extensions ?? {};
  if (response.status === 401 || code === 'UNAUTHENTICATED') throw signedOut();
  if (error) {
    // Many come with 200. What the caller did wrong is forbidden, or breaks a numbered rule of GraphQL; all else, a timeout or a masked fault, may pass.
    const status = !response.ok ? response.status : code === 'FORBIDDEN' ? 403 : number ? 422 : 500;
    throw new Refusal(error.message, { code, status, retryAfter });
  }
  if (!response.ok || !body?.data) throw new Refusal('Concerto had a fault of its own.', { status: response.ok ? 502 : response.status, retryAfter });
  return body.data;
}

/** A mutation with one payload: throws the first of its typed errors. */
export async function mutate(query, variables, signal) {
  const [payload] = Object.values(await graphql(query, variables, signal));
  const error = payload.errors?.[0];
  if (error) throw new Refusal(error.message, { code: error.code, field: error.path?.at(-1) ?? '', status: 422, missingParts: error.missingParts });
  return payload;
}
