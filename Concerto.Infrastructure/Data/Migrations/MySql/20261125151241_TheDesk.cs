using System;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concerto.Infrastructure.Data.Migrations.MySql
{
    /// <inheritdoc />
    public partial class TheDesk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "DigestHour",
                table: "Users",
                type: "int",
                nullable: true,
                defaultValue: 9);

            migrationBuilder.AddColumn<DateTime>(
                name: "LeftAt",
                table: "Users",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "MailedAtOnce",
                table: "Users",
                type: "int",
                nullable: false,
                defaultValue: 40);

            migrationBuilder.AddColumn<string>(
                name: "NameKey",
                table: "Users",
                type: "varchar(255)",
                maxLength: 255,
                nullable: false,
                defaultValue: "",
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<int>(
                name: "Quiet",
                table: "Users",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "TimeZone",
                table: "Users",
                type: "varchar(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "UTC",
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<DateTime>(
                name: "TwoFactorSince",
                table: "Users",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "MailId",
                table: "Shares",
                type: "char(36)",
                nullable: true,
                collation: "ascii_general_ci");

            migrationBuilder.AddColumn<DateTime>(
                name: "MailedAt",
                table: "Shares",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Mails",
                table: "Shares",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Message",
                table: "Shares",
                type: "varchar(1000)",
                maxLength: 1000,
                nullable: true,
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<Guid>(
                name: "SharedById",
                table: "Shares",
                type: "char(36)",
                nullable: true,
                collation: "ascii_general_ci");

            migrationBuilder.AddColumn<string>(
                name: "AddressKey",
                table: "OutboundEmails",
                type: "varchar(254)",
                maxLength: 254,
                nullable: false,
                defaultValue: "",
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<DateTime>(
                name: "BouncedAt",
                table: "OutboundEmails",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "ByStranger",
                table: "OutboundEmails",
                type: "tinyint(1)",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Client",
                table: "OutboundEmails",
                type: "varchar(64)",
                maxLength: 64,
                nullable: true,
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<Guid>(
                name: "CollaboratorId",
                table: "OutboundEmails",
                type: "char(36)",
                nullable: true,
                collation: "ascii_general_ci");

            migrationBuilder.AddColumn<DateTime>(
                name: "ComplainedAt",
                table: "OutboundEmails",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DeliveredAt",
                table: "OutboundEmails",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "InDoubtSince",
                table: "OutboundEmails",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Resends",
                table: "OutboundEmails",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "SenderId",
                table: "OutboundEmails",
                type: "char(36)",
                nullable: true,
                collation: "ascii_general_ci");

            migrationBuilder.AddColumn<DateTime>(
                name: "TakenAt",
                table: "OutboundEmails",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "ByHand",
                table: "MailedLinks",
                type: "tinyint(1)",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "NewEmail",
                table: "MailedLinks",
                type: "varchar(254)",
                maxLength: 254,
                nullable: true,
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<string>(
                name: "Pending_Browser",
                table: "MailedLinks",
                type: "varchar(300)",
                maxLength: 300,
                nullable: true,
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<string>(
                name: "Pending_Client",
                table: "MailedLinks",
                type: "varchar(64)",
                maxLength: 64,
                nullable: true,
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<string>(
                name: "Pending_TimeZone",
                table: "MailedLinks",
                type: "varchar(64)",
                maxLength: 64,
                nullable: true,
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<Guid>(
                name: "MailId",
                table: "Invites",
                type: "char(36)",
                nullable: true,
                collation: "ascii_general_ci");

            migrationBuilder.AddColumn<DateTime>(
                name: "MailedAt",
                table: "Invites",
                type: "datetime(6)",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Mails",
                table: "Invites",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Beginning",
                table: "ApiTokens",
                type: "varchar(24)",
                maxLength: 24,
                nullable: false,
                defaultValue: "concerto_pat_",
                collation: "utf8mb4_bin")
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.AddColumn<bool>(
                name: "KeptPromise",
                table: "Activities",
                type: "tinyint(1)",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("MySql:ValueGenerationStrategy", MySqlValueGenerationStrategy.IdentityColumn),
                    At = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    Action = table.Column<string>(type: "varchar(32)", maxLength: 32, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    ActorId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    PersonId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    Detail = table.Column<string>(type: "varchar(500)", maxLength: 500, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Client = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntries", x => x.Sequence);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "Authenticators",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    Secret = table.Column<byte[]>(type: "varbinary(500)", maxLength: 500, nullable: false),
                    LastStep = table.Column<long>(type: "bigint", nullable: false),
                    FailedTries = table.Column<int>(type: "int", nullable: false),
                    RestsUntil = table.Column<DateTime>(type: "datetime(6)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Authenticators", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_Authenticators_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "Digests",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    LocalDate = table.Column<DateOnly>(type: "date", nullable: false),
                    At = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    MailId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Digests", x => new { x.UserId, x.LocalDate });
                    table.ForeignKey(
                        name: "FK_Digests_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "Heartbeats",
                columns: table => new
                {
                    Job = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    ExpectedSeconds = table.Column<int>(type: "int", nullable: false),
                    WatchedSince = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    LastTick = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    LastSuccess = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    Failures = table.Column<int>(type: "int", nullable: false),
                    LastError = table.Column<string>(type: "varchar(500)", maxLength: 500, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Heartbeats", x => x.Job);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "InviteLinks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    CollaboratorId = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    TokenHash = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    MailId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    CreatedAt = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    UsedAt = table.Column<DateTime>(type: "datetime(6)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InviteLinks", x => x.Id);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "JobRuns",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("MySql:ValueGenerationStrategy", MySqlValueGenerationStrategy.IdentityColumn),
                    Job = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Tick = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    Node = table.Column<string>(type: "varchar(100)", maxLength: 100, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    StartedAt = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    Did = table.Column<int>(type: "int", nullable: true),
                    Error = table.Column<string>(type: "varchar(500)", maxLength: 500, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    ByHandId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JobRuns", x => x.Sequence);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "Leases",
                columns: table => new
                {
                    Name = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Owner = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    Node = table.Column<string>(type: "varchar(100)", maxLength: 100, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Until = table.Column<DateTime>(type: "datetime(6)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Leases", x => x.Name);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "MailSenders",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    PausedUntil = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    Pause = table.Column<string>(type: "varchar(32)", maxLength: 32, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    StoppedAt = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    Reason = table.Column<string>(type: "varchar(500)", maxLength: 500, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    FailingSince = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    FailedAt = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    Failure = table.Column<string>(type: "varchar(500)", maxLength: 500, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MailSenders", x => x.Id);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "MailUsages",
                columns: table => new
                {
                    Period = table.Column<string>(type: "varchar(10)", maxLength: 10, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Used = table.Column<int>(type: "int", nullable: false),
                    Moves = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MailUsages", x => x.Period);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "Notifications",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    UserId = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    Kind = table.Column<string>(type: "varchar(32)", maxLength: 32, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    ActivitySequence = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    ActorId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    ProjectId = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    SongId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    VersionId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    CommentId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci"),
                    ReadAt = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    MailId = table.Column<Guid>(type: "char(36)", nullable: true, collation: "ascii_general_ci")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notifications", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Notifications_Activities_ActivitySequence",
                        column: x => x.ActivitySequence,
                        principalTable: "Activities",
                        principalColumn: "Sequence",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Notifications_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "RecoveryCodes",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    CodeHash = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    UsedAt = table.Column<DateTime>(type: "datetime(6)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecoveryCodes", x => new { x.UserId, x.CodeHash });
                    table.ForeignKey(
                        name: "FK_RecoveryCodes_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "Sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    UserId = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    Stamp = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    CreatedAt = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    SeenAt = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    Client = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Browser = table.Column<string>(type: "varchar(300)", maxLength: 300, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Sessions_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "SignUpLinks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    TokenHash = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Address = table.Column<string>(type: "varchar(254)", maxLength: 254, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    MadeById = table.Column<Guid>(type: "char(36)", nullable: false, collation: "ascii_general_ci"),
                    CreatedAt = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    UsedAt = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    SessionHash = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignUpLinks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SignUpLinks_Users_MadeById",
                        column: x => x.MadeById,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "Suppressions",
                columns: table => new
                {
                    AddressKey = table.Column<string>(type: "varchar(254)", maxLength: 254, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Address = table.Column<string>(type: "varchar(254)", maxLength: 254, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Reason = table.Column<string>(type: "varchar(32)", maxLength: 32, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    Detail = table.Column<string>(type: "varchar(500)", maxLength: 500, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    At = table.Column<DateTime>(type: "datetime(6)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Suppressions", x => x.AddressKey);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "WebhookReceipts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "varchar(100)", maxLength: 100, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    At = table.Column<DateTime>(type: "datetime(6)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WebhookReceipts", x => x.Id);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateIndex(
                name: "IX_Users_DigestHour_TimeZone",
                table: "Users",
                columns: new[] { "DigestHour", "TimeZone" });

            migrationBuilder.CreateIndex(
                name: "IX_Users_DisabledAt",
                table: "Users",
                column: "DisabledAt");

            migrationBuilder.CreateIndex(
                name: "IX_Users_IsAdmin_Id",
                table: "Users",
                columns: new[] { "IsAdmin", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Users_VerifiedAt_Id",
                table: "Users",
                columns: new[] { "VerifiedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Songs_ProjectId_DeletedAt_NameKey_Id",
                table: "Songs",
                columns: new[] { "ProjectId", "DeletedAt", "NameKey", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Shares_SharedById",
                table: "Shares",
                column: "SharedById");

            migrationBuilder.CreateIndex(
                name: "IX_Projects_OwnerId_DeletedAt_NameKey_Id",
                table: "Projects",
                columns: new[] { "OwnerId", "DeletedAt", "NameKey", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_OutboundEmails_AddressKey_TakenAt",
                table: "OutboundEmails",
                columns: new[] { "AddressKey", "TakenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OutboundEmails_Client_TakenAt",
                table: "OutboundEmails",
                columns: new[] { "Client", "TakenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OutboundEmails_ProviderId",
                table: "OutboundEmails",
                column: "ProviderId");

            migrationBuilder.CreateIndex(
                name: "IX_OutboundEmails_SenderId_TakenAt",
                table: "OutboundEmails",
                columns: new[] { "SenderId", "TakenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OutboundEmails_SentAt",
                table: "OutboundEmails",
                column: "SentAt");

            migrationBuilder.CreateIndex(
                name: "IX_OutboundEmails_State_Id",
                table: "OutboundEmails",
                columns: new[] { "State", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Action_Sequence",
                table: "AuditEntries",
                columns: new[] { "Action", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_ActorId_Sequence",
                table: "AuditEntries",
                columns: new[] { "ActorId", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Client_Action",
                table: "AuditEntries",
                columns: new[] { "Client", "Action" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_PersonId_Sequence",
                table: "AuditEntries",
                columns: new[] { "PersonId", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_InviteLinks_CollaboratorId",
                table: "InviteLinks",
                column: "CollaboratorId");

            migrationBuilder.CreateIndex(
                name: "IX_InviteLinks_TokenHash",
                table: "InviteLinks",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_JobRuns_Job_Tick",
                table: "JobRuns",
                columns: new[] { "Job", "Tick" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_JobRuns_StartedAt",
                table: "JobRuns",
                column: "StartedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_ActivitySequence",
                table: "Notifications",
                column: "ActivitySequence");

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_MailId",
                table: "Notifications",
                column: "MailId");

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_UserId_ActivitySequence",
                table: "Notifications",
                columns: new[] { "UserId", "ActivitySequence" });

            migrationBuilder.CreateIndex(
                name: "IX_Notifications_UserId_ReadAt_Id_MailId",
                table: "Notifications",
                columns: new[] { "UserId", "ReadAt", "Id", "MailId" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_SeenAt",
                table: "Sessions",
                column: "SeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_UserId",
                table: "Sessions",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_SignUpLinks_MadeById",
                table: "SignUpLinks",
                column: "MadeById");

            migrationBuilder.CreateIndex(
                name: "IX_SignUpLinks_TokenHash",
                table: "SignUpLinks",
                column: "TokenHash",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_Shares_Users_SharedById",
                table: "Shares",
                column: "SharedById",
                principalTable: "Users",
                principalColumn: "Id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Shares_Users_SharedById",
                table: "Shares");

            migrationBuilder.DropTable(
                name: "AuditEntries");

            migrationBuilder.DropTable(
                name: "Authenticators");

            migrationBuilder.DropTable(
                name: "Digests");

            migrationBuilder.DropTable(
                name: "Heartbeats");

            migrationBuilder.DropTable(
                name: "InviteLinks");

            migrationBuilder.DropTable(
                name: "JobRuns");

            migrationBuilder.DropTable(
                name: "Leases");

            migrationBuilder.DropTable(
                name: "MailSenders");

            migrationBuilder.DropTable(
                name: "MailUsages");

            migrationBuilder.DropTable(
                name: "Notifications");

            migrationBuilder.DropTable(
                name: "RecoveryCodes");

            migrationBuilder.DropTable(
                name: "Sessions");

            migrationBuilder.DropTable(
                name: "SignUpLinks");

            migrationBuilder.DropTable(
                name: "Suppressions");

            migrationBuilder.DropTable(
                name: "WebhookReceipts");

            migrationBuilder.DropIndex(
                name: "IX_Users_DigestHour_TimeZone",
                table: "Users");

            migrationBuilder.DropIndex(
                name: "IX_Users_DisabledAt",
                table: "Users");

            migrationBuilder.DropIndex(
                name: "IX_Users_IsAdmin_Id",
                table: "Users");

            migrationBuilder.DropIndex(
                name: "IX_Users_VerifiedAt_Id",
                table: "Users");

            migrationBuilder.DropIndex(
                name: "IX_Songs_ProjectId_DeletedAt_NameKey_Id",
                table: "Songs");

            migrationBuilder.DropIndex(
                name: "IX_Shares_SharedById",
                table: "Shares");

            migrationBuilder.DropIndex(
                name: "IX_Projects_OwnerId_DeletedAt_NameKey_Id",
                table: "Projects");

            migrationBuilder.DropIndex(
                name: "IX_OutboundEmails_AddressKey_TakenAt",
                table: "OutboundEmails");

            migrationBuilder.DropIndex(
                name: "IX_OutboundEmails_Client_TakenAt",
                table: "OutboundEmails");

            migrationBuilder.DropIndex(
                name: "IX_OutboundEmails_ProviderId",
                table: "OutboundEmails");

            migrationBuilder.DropIndex(
                name: "IX_OutboundEmails_SenderId_TakenAt",
                table: "OutboundEmails");

            migrationBuilder.DropIndex(
                name: "IX_OutboundEmails_SentAt",
                table: "OutboundEmails");

            migrationBuilder.DropIndex(
                name: "IX_OutboundEmails_State_Id",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "DigestHour",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "LeftAt",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "MailedAtOnce",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "NameKey",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "Quiet",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "TimeZone",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "TwoFactorSince",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "MailId",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "MailedAt",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "Mails",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "Message",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "SharedById",
                table: "Shares");

            migrationBuilder.DropColumn(
                name: "AddressKey",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "BouncedAt",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "ByStranger",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "Client",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "CollaboratorId",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "ComplainedAt",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "DeliveredAt",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "InDoubtSince",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "Resends",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "SenderId",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "TakenAt",
                table: "OutboundEmails");

            migrationBuilder.DropColumn(
                name: "ByHand",
                table: "MailedLinks");

            migrationBuilder.DropColumn(
                name: "NewEmail",
                table: "MailedLinks");

            migrationBuilder.DropColumn(
                name: "Pending_Browser",
                table: "MailedLinks");

            migrationBuilder.DropColumn(
                name: "Pending_Client",
                table: "MailedLinks");

            migrationBuilder.DropColumn(
                name: "Pending_TimeZone",
                table: "MailedLinks");

            migrationBuilder.DropColumn(
                name: "MailId",
                table: "Invites");

            migrationBuilder.DropColumn(
                name: "MailedAt",
                table: "Invites");

            migrationBuilder.DropColumn(
                name: "Mails",
                table: "Invites");

            migrationBuilder.DropColumn(
                name: "Beginning",
                table: "ApiTokens");

            migrationBuilder.DropColumn(
                name: "KeptPromise",
                table: "Activities");
        }
    }
}
