// A small Relay app's operations: a list that loads page by page, a node by its id, a mutation that adds to that list, a subscription.
import { graphql } from 'relay-runtime';

export const query = graphql`
  query AppQuery($song: ID!) {
    ...App_projects
    node(id: $song) {
      ... on Song {
        name
        latestVersion {
          ...App_version
        }
      }
    }
  }
`;

export const projects = graphql`
  fragment App_projects on Query @refetchable(queryName: "AppProjectsPaginationQuery") @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    projects(first: $count, after: $after) @connection(key: "App_projects") {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

export const version = graphql`
  fragment App_version on Version @refetchable(queryName: "AppVersionRefetchQuery") {
    title
    status
    durationMs
    byteSize
    readyAt
  }
`;

export const create = graphql`
  mutation AppCreateProjectMutation($input: CreateProjectInput!, $connections: [ID!]!) {
    createProject(input: $input) {
      project @appendNode(connections: $connections, edgeTypeName: "ProjectEdge") {
        id
        name
      }
      errors {
        __typename
        ... on NameTakenError {
          name
        }
        ... on Error {
          message
        }
      }
    }
  }
`;

export const remove = graphql`
  mutation AppDeleteProjectMutation($input: DeleteProjectInput!, $connections: [ID!]!) {
    deleteProject(input: $input) {
      deletedProjectId @deleteEdge(connections: $connections)
    }
  }
`;

export const activity = graphql`
  subscription AppActivitySubscription($song: ID!) {
    songActivity(songId: $song) {
      kind
      comment {
        text
      }
    }
  }
`;
