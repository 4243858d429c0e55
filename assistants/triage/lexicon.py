"""Words that signals look for, by language. Accents are folded away before they are compared."""

import re

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the is are was my i you to and of a in for on it not with have has do does did what when "
        "where how why can could would will your this that please be been me an am hi hello from at "
        "which who there if any still get got need want but so by or as about just no yes thanks "
        "refund order card account payment parcel delivery help",
        "de": "der die das und ist ich nicht ein eine einen mit auf fur von zu den dem mein meine meinen "
        "wie was wann wo warum kann konnen sie bitte habe hat es im noch auch wird wurde sind bei aus "
        "nach uber wenn oder aber mir mich ihr ihre hallo danke bestellung rechnung zuruck",
        "fr": "le la les et est je ne pas un une des du de mon ma mes que qui quand comment pourquoi ou "
        "avec pour sur dans vous nous il elle ce cette au aux bonjour merci puis peut avez ai suis "
        "commande votre etre sont plus mais toujours ete",
        "es": "el la los las y es yo no un una de del mi mis que como cuando donde por para con en se lo "
        "su puedo puede tengo hola gracias pedido cual pero esta este estoy he ha muy mas quiero "
        "favor todavia sido",
        "it": "il lo la gli le e non un una di del della mio mia che come quando dove perche con per su "
        "sono ho posso puo ciao grazie ordine ancora ma questo questa nel alla mi vorrei stato "
        "buongiorno",
        "pt": "o os as e nao um uma de do da dos meu minha que como quando onde porque com por para em no "
        "na eu voce posso pode tenho ola obrigado obrigada pedido mas este esta foi ainda estou muito "
        "quero",
        "nl": "de het een en is ik niet mijn met op voor van te wat hoe wanneer waar waarom kan kunnen "
        "jullie heb heeft nog ook maar als bij naar hallo bedankt bestelling graag wordt zijn deze u",
        "pl": "i nie jest to na w z do sie jak kiedy gdzie dlaczego moje moj moja mam czy prosze dzien "
        "dobry zamowienie dla ale ze od po przez moge jeszcze dziekuje",
        "sv": "och ar jag inte en ett det att pa for med av min mitt mina hur nar var varfor kan ni hej "
        "tack bestallning har till fran som men om den",
        "da": "og er jeg ikke en et det at pa for med af min mit mine hvordan hvornar hvor hvorfor kan i "
        "hej tak bestilling har til fra som men om den",
        "tr": "ve bir bu ne icin nasil neden zaman nerede benim var yok mi mu degil ile siparis merhaba "
        "tesekkurler lutfen daha hala ama cok kart param hesap",
        "id": "yang dan di ke dari ini itu saya tidak apa kapan bagaimana mengapa untuk dengan sudah belum "
        "bisa pesanan terima kasih tolong halo ada kartu",
        "hi": "hai hain nahi nahin mera meri mere kya kab kaise kyu kyun kyon ka ki ke ko se mein aur bhi "
        "ho gaya karo kar raha rahi abhi tak paisa paise mujhe aap kripya namaste bhai",
        "ro": "si este nu un o de la cu pe pentru ce cum cand unde mea meu mele am imi va rog buna multumesc "
        "comanda mai sa care",
        "cs": "a je ne neni na v z do se jak kdy kde proc moje muj mam prosim dobry den objednavka dekuji "
        "jsem ale ze pro",
        "fi": "ja on ei se en mina minun miten milloin missa miksi voi kiitos hei tilaus oli olen kun "
        "mutta viela ole",
    }.items()
}

SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", r"[\u3040-\u30ff]"),
    ("ko", r"[\uac00-\ud7af]"),
    ("zh", r"[\u4e00-\u9fff]"),
    ("uk", r"[іїєґІЇЄҐ]"),
    ("ru", r"[\u0400-\u04ff]"),
    ("fa", r"[پچژگ]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("hi", r"[\u0900-\u097f]"),
    ("bn", r"[\u0980-\u09ff]"),
    ("pa", r"[\u0a00-\u0a7f]"),
    ("gu", r"[\u0a80-\u0aff]"),
    ("ta", r"[\u0b80-\u0bff]"),
    ("te", r"[\u0c00-\u0c7f]"),
    ("kn", r"[\u0c80-\u0cff]"),
    ("ml", r"[\u0d00-\u0d7f]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("el", r"[\u0370-\u03ff]"),
)

TELLING_LETTERS = frozenset(("uk", "fa"))  # one of theirs is enough: the neighbours' scripts lack it

RAGE = re.compile(
    r"\b(?:furious|outrag\w+|rip ?off|lawyers?|sue you|legal action"
    r"|bullshit|wtf|fuck\w*|shit\w*|bloody (?:joke|hell|useless)|goddamn|idiots?|incompetent|liars?"
    r"|disgust\w+|disgrace\w*|appalling|worst (?:\w+ ){0,3}(?:ever|company|service|shop|bank)"
    r"|unverschamt\w*|frechheit|betrug|betruger|anwalt|sauerei|scheiss\w*|verarsch\w*|unfassbar|skandal\w*"
    r"|arnaque\w*|scandaleux|honteux|inadmissible|avocat|merde|foutage"
    r"|estafa\w*|verguenza|indignante|mierda|abogado|denunciar\w*|inaceptable"
    r"|truffa\w*|vergogna|schifo|avvocato|inaccettabile"
    r"|golpe|vergonha|absurdo|advogado|processar voces"
    r"|oplichter\w*|oplichting|schandalig\w*|advocaat|belachelijk"
    r"|oszust\w*|skandal|zlodziej\w*|prawnik\w*|dolandirici\w*|rezalet|penipu\w*|dhokha|chor|bakwas)\b"
)
GRUMBLE = re.compile(
    r"\b(?:scam\w*|fraudsters?|thie(?:f|ves)|stole my|angry|annoy\w+|ridiculous|unacceptable|useless"
    r"|terrible|horrible|awful|joke|pathetic|shame|rubbish"
    r"|fed up|sick of|had enough|sick and tired|not happy|unhappy|disappoint\w+|frustrat\w+|nonsense"
    r"|waste of"
    r"|how dare|never again|complain\w*|wutend|sauer|argerlich|enttauscht\w*|inakzeptabel|lacherlich"
    r"|reicht(?: es)? mir"
    r"|furieu(?:x|se)|enerve\w*|decu\w*|inacceptable|ridicule|ras le bol|enfadad[oa]|hart[oa]"
    r"|decepcionad[oa]"
    r"|ridiculo|pesimo|arrabbiat[oa]|delus[oa]|ridicolo|pessimo|revoltad[oa]|decepcao|boos|teleurgesteld"
    r"|waardeloos|wsciek\w*|zawiedzion\w*|beklag\w*|berbat|kecewa|gussa|pareshan)\b"
)
URGENT = re.compile(
    r"\b(?:urgent\w*|asap|immediately|right now|right away|emergency|straight ?away|as soon as possible"
    r"|at once"
    r"|cannot wait|can ?t wait|deadline|before (?:tonight|tomorrow|noon)|within the hour|time sensitive"
    r"|dringend\w*|sofort|eilt|eilig|so schnell wie moglich|umgehend|notfall"
    r"|au plus vite|tout de suite|immediatement|des que possible|urgence"
    r"|urgente\w*|cuanto antes|inmediatamente|ya mismo|subito|al piu presto|immediatamente"
    r"|o mais rapido|imediatamente|agora mesmo|dringend|spoed|zo snel mogelijk|meteen|onmiddellijk"
    r"|pilne|natychmiast|jak najszybciej|acil|hemen|segera|jaldi|turant|abhi ke abhi)\b"
)
SOON = re.compile(
    r"\b(?:today|tonight|tomorrow|quick(?:ly)?|hurry|soon|now|still waiting|heute|morgen|schnell|noch immer"
    r"|aujourd hui|demain|vite|hoy|manana|rapido|oggi|domani|presto|hoje|amanha|vandaag|snel|dzis|jutro"
    r"|bugun|yarin|hari ini|besok|aaj|kal)\b"
)
_WHO = (
    r"(?:human|person|people|agent|representative|rep|advisor|adviser|operator|somebody|someone|staff"
    r"|manager"
    r"|supervisor|employee|real person|live (?:chat|agent|person)|customer (?:service|support|care)"
    r"|your team)"
)
_VIA = (
    r"(?:talk|speak|chat|connect me|transfer me|put me through|pass me|hand me over|get me|give me"
    r"|escalate)"
)
WANTS_PERSON = re.compile(
    rf"\b(?:{_VIA}(?: (?:this|me|it|directly|over))?(?: (?:to|with))?(?: (?:a|an|the|your|some|actual"
    rf"|real|live))* {_WHO}"
    rf"|(?:real|actual|live) (?:human|person|agent)|not (?:a|some) (?:bot|robot|machine)|no (?:more )?bots?"
    rf"|(?:want|need) (?:a|an|some) (?:actual |real |live )?(?:human|person|agent|operator)"
    rf"|call me back|human please"
    r"|(?:mit|an) (?:einem|einer) (?:echten )?(?:menschen|mitarbeiter(?:in)?|person|berater(?:in)?)"
    r"|echter mensch"
    r"|parler a (?:un|une|quelqu un)\b.*|(?:un|une) (?:vrai|vraie) (?:humain|personne)|un conseiller"
    r"|hablar con (?:un|una|alguien)\b.*|(?:una )?persona real|un agente humano"
    r"|parlare con (?:un|una|qualcuno)\b.*|(?:una )?persona (?:vera|reale)|un operatore"
    r"|falar com (?:um|uma|alguem)\b.*|pessoa (?:real|de verdade)|um atendente"
    r"|(?:met )?een (?:echt )?(?:mens|medewerker|persoon) (?:spreken|praten)|echt persoon"
    r"|rozmawiac z (?:czlowiekiem|konsultantem)|(?:gercek )?(?:bir )?(?:insanla|temsilciyle"
    r"|yetkiliyle) (?:gorus|konus)\w*"
    r"|bicara dengan (?:orang|agen|cs)|kisi insaan se baat|insaan se baat)\b"
)
