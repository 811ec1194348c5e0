/** What to begin with: things that give something worth seeing wherever there is a project. */
const projects = `# Run it: ▶, or Ctrl-Enter. What else there is
# says the book on the left, and Ctrl-Space.
query Projects {
  viewer {
    name
  }
  projects(first: 10) {
    totalCount
    nodes {
      name
      songs(first: 5) {
        nodes {
          id
          name
          openCommentCount
          latestVersion {
            title
            durationMs
            loudness {
              integratedLufs
              truePeakDbtp
            }
          }
        }
      }
    }
  }
}
`;

const notes = `# The notes on the song that changed last;
# which one that is says Variables.
query Notes($song: ID!) {
  song(id: $song) {
    name
    comments(first: 10) {
      nodes {
        startMs
        endMs
        text
        author {
          name
        }
        replies {
          text
          author {
            name
          }
        }
      }
    }
  }
}
`;

const listen = `# Goes on until you stop it. Write a note on
# the song in another window: here it is.
subscription Listen($song: ID!) {
  songActivity(songId: $song) {
    kind
    at
    actor {
      name
    }
    comment {
      startMs
      text
    }
  }
}
`;

/** @param {string | undefined} song The id of a song that the person may see. */
export const examples = song => {
  const variables = JSON.stringify({ song: song ?? '' }, null, 2);
  return [{ query: projects }, { query: notes, variables }, { query: listen, variables }];
};
