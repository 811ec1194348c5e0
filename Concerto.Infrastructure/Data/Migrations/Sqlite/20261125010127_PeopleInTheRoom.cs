using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concerto.Infrastructure.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PeopleInTheRoom : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Measurements_ClippedRuns",
                table: "Versions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Measurements_FirstClipAtMs",
                table: "Versions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Measurements_SilentEndMs",
                table: "Versions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Measurements_SilentStartMs",
                table: "Versions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Measurements_StereoImage",
                table: "Versions",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Measurements_TruePeakAtMs",
                table: "Versions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Address",
                table: "Shares",
                type: "TEXT",
                maxLength: 254,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "OpenedAt",
                table: "Shares",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "AllowsDownloads",
                table: "Projects",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "Activities",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    ActorId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ProjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SongId = table.Column<Guid>(type: "TEXT", nullable: true),
                    VersionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    CommentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Activities", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "Invites",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    AddressKey = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    Role = table.Column<int>(type: "INTEGER", nullable: false),
                    ProjectId = table.Column<Guid>(type: "TEXT", nullable: true),
                    SongId = table.Column<Guid>(type: "TEXT", nullable: true),
                    InviterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Message = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Invites", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Invites_Projects_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "Projects",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Invites_Songs_SongId",
                        column: x => x.SongId,
                        principalTable: "Songs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Invites_Users_InviterId",
                        column: x => x.InviterId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            // Shares from before say no address: it is all that is shown of a person who has not opened what was shared.
            migrationBuilder.Sql("UPDATE Shares SET Address = (SELECT Email FROM Users WHERE Users.Id = Shares.UserId)");

            migrationBuilder.CreateIndex(
                name: "IX_Activities_ProjectId_Sequence",
                table: "Activities",
                columns: new[] { "ProjectId", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_Activities_SongId_Sequence",
                table: "Activities",
                columns: new[] { "SongId", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_Invites_AddressKey_ProjectId",
                table: "Invites",
                columns: new[] { "AddressKey", "ProjectId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Invites_AddressKey_SongId",
                table: "Invites",
                columns: new[] { "AddressKey", "SongId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Invites_InviterId",
                table: "Invites",
                column: "InviterId");

            migrationBuilder.CreateIndex(
                name: "IX_Invites_ProjectId",
                table: "Invites",
                column: "ProjectId",
                filter: "\"ProjectId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Invites_SongId",
                table: "Invites",
                column: "SongId",
                filter: "\"SongId\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Activities");

            migrationBuilder.DropTable(
                name: "Invites");

            migrationBuilder.DropColumn(
                name: "Measurements_ClippedRuns",
                table: "Versions");

            migrationBuilder.DropColumn(
                name: "Measurements_FirstClipAtMs",
                table: "Versions");

            migrationBuilder.DropColumn(
                name: "Measurements_SilentEndMs",
                table: "Versions");

            migrationBuilder.DropColumn(
                name: "Measurements_SilentStartMs",
                table: "Versions");

            migrationBuilder.DropColumn(
                name: "Measurements_StereoImage",
                table: "Versions");

            migrationBuilder.DropColumn(
                name: "Measurements_TruePeakAtMs",
                table: "Versions");

            migrationBuilder.DropColumn(
                name: "Address",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "OpenedAt",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "AllowsDownloads",
                table: "Projects");
        }
    }
}
