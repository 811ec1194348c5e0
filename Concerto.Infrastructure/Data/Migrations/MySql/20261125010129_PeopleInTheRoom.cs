using System;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concerto.Infrastructure.Data.Migrations.MySql
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
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Measurements_FirstClipAtMs",
                table: "Versions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Measurements_SilentEndMs",
                table: "Versions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Measurements_SilentStartMs",
                table: "Versions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Measurements_StereoImage",
                table: "Versions",
                type: "varchar(32)",
                maxLength: 32,
                nullable: true,
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<long>(
                name: "Measurements_TruePeakAtMs",
                table: "Versions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Address",
                table: "Shares",
                type: "varchar(254)",
                maxLength: 254,
                nullable: false,
                defaultValue: "",
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<DateTime>(
                name: "OpenedAt",
                table: "Shares",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "AllowsDownloads",
                table: "Projects",
                type: "tinyint(1)",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "Activities",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("MySql:ValueGenerationStrategy", MySqlValueGenerationStrategy.IdentityColumn),
                    At = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    Kind = table.Column<string>(type: "varchar(32)", maxLength: 32, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    ActorId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    ProjectId = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    SongId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    VersionId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    CommentId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    PersonId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Activities", x => x.Sequence);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "Invites",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    Address = table.Column<string>(type: "varchar(254)", maxLength: 254, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    AddressKey = table.Column<string>(type: "varchar(254)", maxLength: 254, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Role = table.Column<int>(type: "int", nullable: false),
                    ProjectId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    SongId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    InviterId = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    Message = table.Column<string>(type: "varchar(1000)", maxLength: 1000, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    CreatedAt = table.Column<DateTime>(type: "datetime(6)", nullable: false)
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
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

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
                column: "ProjectId");

            migrationBuilder.CreateIndex(
                name: "IX_Invites_SongId",
                table: "Invites",
                column: "SongId");
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
