#!/usr/bin/perl
# Writes unicode-data.txt: what normalization and scripts need and .NET's invariant globalization mode lacks.
#   perl make-unicode-data.pl > unicode-data.txt
# D code decomposition    full canonical decomposition (Hangul is computed, not listed)
# K code decomposition    full compatibility decomposition, where it differs from the canonical one
# P first second code     primary composite
# C first last class      canonical combining class, where not 0
# S first last script     script
# A first last            marks that are alphabetic
# W first last            lower case beyond Ll
# G first last age        assigned in Unicode 9 (9), or later or not at all (10)
use strict;
use warnings;
use Unicode::Normalize qw(NFD NFC getCanon getCompat getCombinClass);
use Unicode::UCD qw(charinfo charscripts);

sub hex_of { join(' ', map { sprintf('%04X', ord) } split(//, $_[0])) }

print "# Unicode ", Unicode::UCD::UnicodeVersion(), "\n";
my ($from, $last, $class) = (0, -2, 0);
my (@classes, @composites);
for my $code (0 .. 0x10FFFF) {
    next if $code >= 0xD800 && $code <= 0xDFFF;
    next if $code >= 0xAC00 && $code <= 0xD7A3;
    my $canon = getCanon($code);
    my $compat = getCompat($code);
    printf("D %04X %s\n", $code, hex_of($canon)) if defined $canon;
    printf("K %04X %s\n", $code, hex_of($compat)) if defined $compat && (!defined $canon || $compat ne $canon);
    if (defined $canon) {
        my $raw = charinfo($code)->{decomposition};
        push @composites, "P $raw " . sprintf('%04X', $code) if $raw =~ /^[0-9A-F]+ [0-9A-F]+$/ && NFC(chr($code)) eq chr($code);
    }
    my $found = getCombinClass($code);
    if ($found != $class || $code != $last + 1) {
        push @classes, sprintf("C %04X %04X %d", $from, $last, $class) if $class != 0;
        ($from, $class) = ($code, $found);
    }
    $last = $code;
}
print "$_\n" for @composites, @classes;
my $scripts = charscripts();
my @ranges = sort { $a->[0] <=> $b->[0] } map { my $name = $_; map { [$_->[0], $_->[1], $name] } @{ $scripts->{$name} } } grep { $_ ne 'Unknown' } keys %$scripts;
for my $range (@ranges) {
    printf("S %04X %04X %s\n", @$range) if $range->[2] ne 'Unknown';
}

sub ranges {
    my ($kind, $test) = @_;
    my ($start, $value) = (0, '');
    for my $code (0 .. 0x110000) {
        my $found = $code == 0x110000 || ($code >= 0xD800 && $code <= 0xDFFF) ? '' : $test->(chr($code));
        next if $found eq $value;
        printf("%s %04X %04X%s\n", $kind, $start, $code - 1, $value eq '1' ? '' : " $value") if $value ne '';
        ($start, $value) = ($code, $found);
    }
}
ranges('A', sub { $_[0] =~ /\p{M}/ && $_[0] =~ /\p{Alphabetic}/ ? '1' : '' });
ranges('W', sub { $_[0] =~ /\p{Lowercase}/ && $_[0] !~ /\p{Ll}/ ? '1' : '' });
ranges('G', sub { $_[0] =~ /\p{Present_In: 8.0}/ ? '' : $_[0] =~ /\p{Present_In: 9.0}/ ? '9' : '10' });
