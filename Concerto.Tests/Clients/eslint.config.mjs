// @graphql-eslint: its recommended rules for schemas and for operations, and those for Relay; all of them, as errors. Three take options:
//   description-style: ours are inline, as GraphQL.NET prints them.
//   strict-id-in-types: what has an identity has an id; payloads, errors, pages and the values below have none.
//   relay-edge-types: lists that are short by nature, such as an upload's parts or a payload's errors, are lists; nodes stands beside edges. What only lists show, such as an
//   entry of the audit log, is not looked up by node(id:).
import graphql from "@graphql-eslint/eslint-plugin";

const { "flat/schema-recommended": recommended, "flat/schema-relay": relay, "flat/operations-recommended": operations } = graphql.configs;
const values = [
  "Activity", "Admission", "ArrivedPart", "AuditEntry", "CopiedInviteLink", "CreatedApiToken", "DirectSignUp", "Header", "Job", "JobRun", "Loudness", "MailBudget", "MailBudgetPeriod",
  "MailLaneStanding", "MailSender", "NotificationSettings", "PageInfo", "Peaks", "PlannedFile", "Rejection", "ResetLink", "SignedPart", "Suppression", "UploadPlan", "Warning",
];
const reading = schema => ({ plugins: { "@graphql-eslint": graphql }, languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema, documents: "app/operations.graphql" } } } });

export default [
  {
    files: ["generated/schema.graphql"],
    ...reading("generated/schema.graphql"),
    rules: {
      ...recommended.rules,
      ...relay.rules,
      "@graphql-eslint/description-style": ["error", { style: "inline" }],
      "@graphql-eslint/strict-id-in-types": ["error", { exceptions: { suffixes: ["Payload", "Error", "Connection", "Edge"], types: values } }],
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
    },
  },
  { files: ["app/*.graphql"], ...reading("generated/schema.graphql"), rules: operations.rules },
];
