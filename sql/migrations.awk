# Makes each file of sql/migrations/ a constant, in the order given.
function finish() {
        if (open)
                print "        },"
        open = 0
}
BEGIN {
        print "// Made by sql/migrations.awk from sql/migrations/.\n#include \"db/migrate.h\"\n"
        print "const struct migration MIGRATIONS[] = {"
}
FNR == 1 {
        finish()
        count++
        file = FILENAME
        sub(/.*\//, "", file)
        sub(/\.sql$/, "", file)
        printf "        {\n                .version = %d,\n                .name = \"%s\",\n                .sql =\n", file + 0, file
        open = 1
}
{
        gsub(/\\/, "\\\\")
        gsub(/"/, "\\\"")
        print "                \"" $0 "\\n\""
}
END {
        finish()
        print "};\nconst int MIGRATION_COUNT = " count + 0 ";"
}
