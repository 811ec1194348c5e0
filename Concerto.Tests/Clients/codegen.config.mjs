// graphql-codegen: types and typed documents of app/operations.graphql.
const scalars = { DateTime: 'string', Long: 'number', Uri: 'string' };

export default {
  schema: process.env.SCHEMA ?? '../../schema.graphql',
  documents: 'app/operations.graphql',
  generates: {
    'generated/graphql.ts': {
      plugins: ['typescript', 'typescript-operations', 'typed-document-node'],
      config: { scalars, strictScalars: true, useTypeImports: true },
    },
  },
};
