"""Reading OOXML packages: safe XML, parts, relationships, units."""
