// Runs operations with graphql-ws or graphql-sse, all of them by one client, and prints what comes as lines of JSON:
//   {"of":0,"next":{…}}  {"of":0,"error":…}  {"of":0,"complete":true}  {"closed":{"code":4403,"reason":"…"}}
//   node listen.mjs '{"by":"ws"|"sse","url":"http://…/graphql","token":"…","operations":[{"query":"…","variables":{…}}]}'
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import WebSocket from "ws";

const { by, url, token, operations } = JSON.parse(process.argv[2]);
const tell = line => console.log(JSON.stringify(line));
const authorization = token && `Bearer ${token}`;

const client = by === "ws"
  ? createWs({
    url: url.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: authorization },
    retryAttempts: 0,
    on: { closed: ({ code, reason }) => tell({ closed: { code, reason } }) },
  })
  : createSse({ url, headers: { Authorization: authorization }, retryAttempts: 0 });

// What the server says of an operation that it refuses is a list; what went wrong on the way is an error or a close event.
const said = error => Array.isArray(error) ? error : { message: error.message ?? error.reason, code: error.code };

await Promise.all(operations.map((operation, of) => new Promise(resolve => client.subscribe(operation, {
  next: next => tell({ of, next }),
  error: error => resolve(tell({ of, error: said(error) })),
  complete: () => resolve(tell({ of, complete: true })),
}))));
await client.dispose();
