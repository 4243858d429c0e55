"""Words in many languages and scripts."""

import pytest

from documents import terms
from documents.pipeline.chunking import MOST_CHARACTERS, chunk_pages
from documents.pipeline.headings import headings_of
from documents.pipeline.parsed import HEADER, ROW, Line, page_of
from documents.pipeline.sentences import sentence_spans
from documents.synonyms import other_words
from documents.words import is_mostly_latin, question_words, words
from lumen.ai.embeddings.tokens import count_tokens


class TestWords:
    @pytest.mark.parametrize(
        ("language", "one", "other"),
        [
            ("en", "The tenancies were terminated", "tenancy termination"),
            ("en", "Café", "cafe"),
            ("de", "Kündigungsfristen", "Kündigungsfrist"),
            ("de", "Straße", "strasse"),
            ("es", "las canciones", "la canción"),
            ("fr", "l'assurance", "assurances"),
            ("it", "dell'articolo", "articoli"),
            ("ru", "В новых машинах", "новая машина"),
            ("ru", "Ёлка", "елки"),
            ("hi", "हिन्दी किताबें", "हिंदी किताब"),
            ("hi", "क़ानून", "कानून"),
            ("ar", "والمُدَرِّسَة", "المدرسه"),
            ("ar", "الأسماء", "اسماء"),
            ("ar", "الخط", "خط"),
            ("hi", "पाँच डॉक्टर", "पांच डाक्टर"),
            ("en", "invoice 1,90,000.00", "190000"),
            ("de", "1.234,50 €", "1234.5"),
            ("ar", "٢٠٢١", "2021"),
            ("hi", "२०२१", "2021"),
            ("en", "in FY2018", "2018"),
        ],
    )
    def test_meet_in_two_forms_of_one_word(self, language, one, other):
        assert set(words(one, language)) & set(words(other, language))

    def test_are_told_apart_by_script_whatever_the_paper_is_in(self):
        assert words("машинами", "en") == words("машина", "ru")

    def test_of_scripts_without_spaces_are_pairs_of_signs(self):
        assert words("東京都1985年") == ["東京", "京都", "1985", "年"]
        assert words("กรุงเทพ")[0] == "กร"

    @pytest.mark.parametrize(
        ("language", "question", "left"),
        [
            ("de", "Wann wurde die Brücke gebaut?", {"bruck", "gebaut"}),
            ("es", "¿Cuándo se construyó el puente?", {"constru", "puent"}),
            ("ru", "Когда был построен мост?", {"постро", "мост"}),
            ("hi", "पुल कब बनाया गया था?", {"पुल", "बन"}),
            ("zh", "大桥是什么时候在建造的？", {"大桥", "在建", "建造"}),
        ],
    )
    def test_of_asking_are_left_out(self, language, question, left):
        assert set(question_words(question, language)) == left

    def test_of_how_to_answer_are_left_out(self):
        asked = (
            "What is the FY2018 capital expenditure (in USD millions) for Acme? Give a response to the "
            "question by relying on the details shown in the cash flow statement."
        )

        assert question_words(asked) == [
            *("fy2018", "2018", "capit", "expenditur", "acm", "cash", "flow", "statement")
        ]
        assert question_words("Answer in millions") != []

    def test_of_the_script_that_the_model_reads_are_known(self):
        assert is_mostly_latin("Überweisung an Zoë")
        assert not is_mostly_latin("перевод для Zoë")


class TestPieces:
    @pytest.mark.parametrize(
        ("language", "one", "other"),
        [
            ("ru", "перегревается", "перегреву"),
            ("ar", "الكتب", "كتاب"),
            ("ar", "تكتب", "يكتب"),
            ("ar", "احترقت", "يحترق"),
            ("hi", "भारतीयता", "भारतवर्ष"),
            ("zh", "大桥", "桥梁"),
        ],
    )
    def test_join_what_stemmers_keep_apart(self, language, one, other):
        ours, theirs = (words(text, language) for text in (one, other))

        assert not set(ours) & set(theirs)
        assert set(terms.beginnings(ours)) & set(terms.beginnings(theirs))

    def test_are_beginnings_where_letters_have_no_signs_above(self):
        assert terms.beginnings(["kundigungsfrist"]) == ["^kundi"]

    def test_are_not_taken_of_short_words_numbers_and_ids(self):
        assert terms.beginnings(["rent", "190000", "vha25261180", "桥", "و", "ज"]) == []


class TestKeys:
    def test_differ_between_workspaces_and_fit_into_32_bits(self, maria, workspace, otto):
        mine, theirs = (terms.keys_of(one.pk, [1, 2, 3]) for one in (workspace, otto.workspaces.get()))

        assert not set(mine) & set(theirs)
        assert all(-(2**31) <= key < 2**31 for key in [*mine, *theirs])

    def test_are_looked_up_for_rare_words_first(self):
        weights, frequencies = {1: 1.0, 2: 5.0, 3: 9.0}, {1: 90_000, 2: 300, 3: 2}

        assert terms.rarest(weights, frequencies, enough=200) == [3, 2]
        assert terms.rarest(weights, frequencies, enough=1_000) == [3, 2, 1]


class TestSynonyms:
    def test_name_what_reports_say(self):
        assert "purchases of property plant" in " ".join(other_words("What was capex in 2018?"))
        assert other_words("When is the rent due?") == []


class TestSentencesOfOtherLanguages:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("गंगा एक नदी है। यह लंबी है। क्या यह गहरी है?", 3),
            ("北京是首都。上海很大！你好吗？", 3),
            ("هل وصلت الرسالة؟ نعم. شكرا.", 3),
            ("یہ ایک خط ہے۔ یہ لمبا ہے۔", 2),
        ],
    )
    def test_end_at_their_own_marks(self, text, count):
        assert len(sentence_spans(text)) == count


def passages_of(*lines, title=""):
    return list(chunk_pages([page_of(1, list(lines))], count_tokens=count_tokens, title=title))


class TestPassages:
    def test_carry_the_path_of_numbered_headings(self):
        prose = "The member pays on the first day of every month without being asked. " * 6
        passages = passages_of(
            Line(text="4. Payment", is_heading=True),
            Line(text=prose, starts_paragraph=True),
            Line(text="4.2 Late payment", is_heading=True),
            Line(text=prose, starts_paragraph=True),
            Line(text="5. Notice", is_heading=True),
            Line(text=prose, starts_paragraph=True),
        )

        assert [passage.heading for passage in passages] == [
            "4. Payment",
            "4. Payment › 4.2 Late payment",
            "5. Notice",
        ]

    def test_take_at_most_240_tokens_with_title_and_heading(self):
        title = "Rules of the allotment society of the northern district"
        line = Line(text="Überlassungsverträge kündigungsrechtlich gewährleistungspflichtig. " * 60)
        passages = passages_of(Line(text="1. Allgemeines", is_heading=True), line, title=title)

        assert len(passages) > 3
        for one in passages:
            assert count_tokens(f"{title} - {one.heading}\n{one.text}") <= 245

    def test_cut_a_long_paragraph_into_pieces_of_about_one_size(self):
        sentence = "The committee met in the old hall and spoke about the roof for a while. "
        sizes = [len(passage.text) for passage in passages_of(Line(text=sentence * 15))]

        assert max(sizes) <= MOST_CHARACTERS
        assert min(sizes) > 400

    def test_cut_tables_between_rows_and_keep_the_header_at_hand(self):
        rows = [Line(text=f"Item number {n} | {n}.50 | {n * 3}", kind=ROW) for n in range(90)]
        passages = passages_of(Line(text="Thing | Price | Pieces", kind=HEADER, starts_paragraph=True), *rows)

        assert len(passages) > 2
        assert all(passage.text.startswith("Item number") for passage in passages[1:])
        assert {passage.header for passage in passages[1:]} == {"Thing | Price | Pieces"}
        assert passages[0].header == ""

    def test_of_chinese_are_shorter_and_of_russian_not_cut_by_tokens(self):
        chinese = passages_of(Line(text="北京是中华人民共和国的首都。" * 80))
        russian = passages_of(Line(text="Москва является столицей России и большим городом. " * 17))

        assert all(100 < len(passage.text) <= 440 for passage in chinese)
        assert len(russian) == 1

    def test_know_headings_by_rank(self):
        page = page_of(1, [Line(text="Terms", is_heading=True), Line(text="2.1 Fees", is_heading=True)])

        assert [(heading.text, heading.level) for heading in headings_of(page)] == [
            ("Terms", 1),
            ("2.1 Fees", 2),
        ]
