// Apollo Client and urql in a small app's place: they ask, page through a list, run into a typed error, and hear a note as it is written. Prints lines of JSON:
//   {"client":"apollo","viewer":…,"error":{…},"pages":[…],"heard":…}
//   node caches.mjs '{"url":"http://…/graphql","token":"…","song":"…","version":"…","taken":"…"}'
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { getMainDefinition } from "@apollo/client/utilities";
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { buildSchema, isInterfaceType } from "graphql";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import { readFileSync } from "node:fs";
import WebSocket from "ws";

const { url, token, song, version, taken } = JSON.parse(process.argv[2]);
const authorization = `Bearer ${token}`;

const viewer = gql`query { viewer { id name } }`;
const projects = gql`query ($after: String) { projects(first: 2, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } } }`;
const create = gql`mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } errors { __typename ... on NameTakenError { name } ... on Error { code message path } } } }`;
const note = gql`mutation ($input: AddCommentInput!) { addComment(input: $input) { comment { id } errors { ... on Error { message } } } }`;
const activity = gql`subscription ($song: ID!) { songActivity(songId: $song) { kind comment { id text } } }`;

/** The same for both: query and mutate give data or throw, listen calls back until what it returns is called. */
async function use(client, { query, mutate, listen }) {
  const asked = (await query(viewer)).viewer.name;
  const { project, errors: [error] } = (await mutate(create, { input: { name: taken } })).createProject;

  const pages = [];
  for (let after = null, more = true; more;) {
    const { nodes, pageInfo } = (await query(projects, { after })).projects;
    pages.push(nodes.map(node => node.name));
    ({ endCursor: after, hasNextPage: more } = pageInfo);
  }

  let stop;
  const heard = new Promise((resolve, reject) => (stop = listen(activity, { song }, data => resolve(data.songActivity), reject)));
  // A subscription says nothing when it begins: notes are written until one is heard.
  const writing = setInterval(() => mutate(note, { input: { versionId: version, text: `By ${client}.` } }), 300);
  const { kind, comment } = await heard;
  clearInterval(writing);
  stop();
  const { __typename, name, code, path } = error;
  console.log(JSON.stringify({ client, viewer: asked, error: { project, __typename, name, code, path }, pages, heard: { kind, text: comment.text } }));
}

const schema = buildSchema(readFileSync(process.env.SCHEMA ?? "../../schema.graphql", "utf8"));
const possibleTypes = Object.fromEntries(Object.values(schema.getTypeMap()).filter(isInterfaceType).map(type => [type.name, schema.getPossibleTypes(type).map(each => each.name)]));
const ws = createWs({ url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket, connectionParams: { Authorization: authorization } });
const apollo = new ApolloClient({
  cache: new InMemoryCache({ possibleTypes }),
  link: ApolloLink.split(({ query }) => getMainDefinition(query).operation === "subscription", new GraphQLWsLink(ws), new HttpLink({ uri: url, headers: { authorization } })),
});
await use("apollo", {
  query: async (query, variables) => (await apollo.query({ query, variables })).data,
  mutate: async (mutation, variables) => (await apollo.mutate({ mutation, variables })).data,
  listen: (query, variables, next, error) => {
    const subscription = apollo.subscribe({ query, variables }).subscribe({ next: ({ data }) => next(data), error });
    return () => subscription.unsubscribe();
  },
});
apollo.stop();
await ws.dispose();

const sse = createSse({ url, headers: { authorization } });
const urql = new Client({
  url,
  preferGetMethod: false,
  fetchOptions: { headers: { authorization } },
  exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: ({ query, variables }) => ({ subscribe: sink => ({ unsubscribe: sse.subscribe({ query, variables }, sink) }) }) })],
});
const dataOf = ({ data, error }) => {
  if (error) throw error;
  return data;
};
await use("urql", {
  query: async (query, variables) => dataOf(await urql.query(query, variables ?? {}).toPromise()),
  mutate: async (mutation, variables) => dataOf(await urql.mutation(mutation, variables).toPromise()),
  listen: (query, variables, next, error) => urql.subscription(query, variables).subscribe(({ data, error: e }) => (e ? error(e) : next(data))).unsubscribe,
});
sse.dispose();
