/** What the server answered with: a typed error of a mutation, or a fault. `code` is a constant, `message` is for people, `status` is HTTP's. */
export class Refusal extends Error {
  constructor(message, { code = '', status = 0, field = '', retryAfter = 0 } = {}) {
    super(message);
    Object.assign(this, { code, status, field, retryAfter });
  }
  /** Worth trying again by itself: the connection, the server or its patience failed, not the request. */
  get isPassing() { return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500; }
}

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
  if (response.status === 401) throw new Refusal('You are signed out. Sign in again, then go on.', { code: 'NOT_SIGNED_IN', status: 401 });
  if (body?.errors?.length) {
    const { message, extensions } = body.errors[0];
    // A masked fault of the server carries a trace id and comes with 200: it may pass.
    throw new Refusal(message, { code: extensions?.code ?? '', status: extensions?.traceId ? 500 : response.ok ? 422 : response.status, retryAfter });
  }
  if (!response.ok || !body?.data) throw new Refusal('Concerto had a fault of its own.', { status: response.ok ? 502 : response.status, retryAfter });
  return body.data;
}

/** A mutation with one payload: throws the first of its typed errors. */
export async function mutate(query, variables, signal) {
  const [payload] = Object.values(await graphql(query, variables, signal));
  const error = payload.errors?.[0];
  if (error) throw new Refusal(error.message, { code: error.code, field: error.path?.at(-1) ?? '', status: 422 });
  return payload;
}
